/** Which kind of speech a recording holds. All but the last four make the headline. */
export type Stratum =
  | 'read'
  | 'disfluent'
  | 'conversation'
  | 'digits'
  | 'short'
  | 'command'
  | 'telephone'
  | 'monologue'
  | 'noisy'
  | 'synthetic'
  | 'other-language';

/** What a person knows about a recording and no program can find out. */
export type Label = {
  readonly file: string;
  /** Who speaks, or the conversation: never in both halves. */
  readonly speaker: string;
  readonly stratum: Stratum;
  /** Where in the manifest's segments turns end, in seconds. Default: with the last segment. */
  readonly ends?: readonly number[];
  /** Speech segments that do not count, by their start: too faint for the manifest's bounds to be trusted. */
  readonly ignored?: readonly number[];
};

function of(stratum: Stratum, speaker: string, files: string): readonly Label[] {
  return files.split(' ').map((file) => ({ file, speaker, stratum }));
}

/** Recordings used, each once: copies of the same speech are left out or in a stratum of their own. */
export const LABELS: readonly Label[] = [
  ...of('command', 'aiewf', 'agent_aiewf_turn_008 agent_aiewf_turn_010 agent_aiewf_turn_012 agent_aiewf_turn_019'),
  ...of('command', 'aiewf', 'agent_aiewf_turn_023 agent_aiewf_turn_029'),
  ...of('short', 'aiewf', 'agent_aiewf_turn_015'),
  ...of('command', 'brooklyn', 'cmd_brooklyn_silence_padded'),
  ...of('short', 'firefox', 'cmd_cv_firefox_22058266'),
  ...of('command', 'gemini', 'cmd_hello_gemini'),
  ...of('command', 'speech-to-phrase', 'cmd_stp_add_apples_to_my_shopping_list cmd_stp_lock_the_front_door'),
  ...of('command', 'speech-to-phrase', 'cmd_stp_set_a_timer_for_3_hours_and_10_minutes'),
  ...of('command', 'speech-to-phrase', 'cmd_stp_set_bed_light_brightness_to_50_percent'),
  ...of('command', 'speech-to-phrase', 'cmd_stp_turn_off_all_of_the_lights_in_the_office'),
  ...of(
    'command',
    'speech-to-phrase',
    'cmd_stp_what_is_the_outdoor_humidity cmd_stp_what_s_the_temperature_of_the_ecobee',
  ),
  ...of('short', 'speech-to-phrase', 'cmd_stp_pause'),
  ...of('command', 'weather', 'cmd_whats_the_weather_like'),
  ...of('command', 'beach', 'cmd_wreck_a_nice_beach'),
  {
    file: 'comp_dialogflow_6turns',
    speaker: 'dialogflow',
    stratum: 'short',
    ends: [1.63, 4.58, 7.2, 10.75, 13.79, 16.64],
  },
  {
    file: 'conv_google_commercial_8k',
    speaker: 'google-commercial',
    stratum: 'telephone',
    ends: [8.77, 13.92, 16.7, 23.3, 27.14, 32.38, 34.78, 40.16, 42.78],
  },
  {
    file: 'conv_katiesteve_19s',
    speaker: 'katie-and-steve',
    stratum: 'conversation',
    ends: [1.95, 7.36, 8.96, 14.69, 17.63],
  },
  { file: 'conv_leopard_diarization', speaker: 'crocodile', stratum: 'conversation', ends: [3.81, 11.14, 19.3] },
  {
    file: 'conv_sm_01_two_speakers',
    speaker: 'speechmatics-chat',
    stratum: 'conversation',
    ends: [10.62, 19.52, 22.18, 23.46],
  },
  ...of('digits', 'digits', 'en_10001-90210-01803'),
  ...of('read', 'lj', 'en_LJ001-0001 en_LJ001-0003 en_LJ001-0007'),
  ...of(
    'telephone',
    'asterisk',
    'en_asterisk_basic-pbx-ivr-main_8k en_asterisk_ss-noservice_8k en_asterisk_vm-options_8k',
  ),
  ...of('read', 'bobby', 'en_bobby'),
  ...of('read', 'jfk', 'en_jfk'),
  ...of('read', 'quilter', 'en_leopard_test'),
  ...of('read', 'libri-61', 'en_libri_61-70968-0000'),
  ...of('read', 'libri-6930', 'en_libri_6930-75918-0000'),
  ...of('read', 'librivox', 'en_librivox_0880 en_librivox_0890 en_librivox_0920'),
  ...of('disfluent', 'michael', 'en_mfa_breaths en_mfa_hes en_mfa_internalsil en_mfa_laughter en_mfa_uh en_mfa_um'),
  ...of('disfluent', 'michael', 'en_mfa_youknow'),
  {
    file: 'en_michaelandsickmichael',
    speaker: 'michael',
    stratum: 'disfluent',
    ends: [25.34, 51.52],
    ignored: [30.18, 31.62, 35.01, 36.64],
  },
  ...of('read', 'joe', 'en_nabucasa_joe'),
  ...of('read', 'speechbrain', 'en_sb_spk1_snt1 en_sb_spk1_snt3 en_sb_spk1_snt4'),
  ...of('disfluent', 'spacewalk', 'en_spacewalk'),
  {
    file: 'eot_sm_07b_short_turns',
    speaker: 'speechmatics',
    stratum: 'short',
    ends: [1.82, 4.42, 7.07, 10.34, 13.02, 15.81, 18.66, 21.38, 23.87, 26.27, 28.48, 30.85, 33.06],
  },
  {
    file: 'eot_sm_08_short_turns',
    speaker: 'speechmatics',
    stratum: 'short',
    ends: [0.77, 2.56, 4.35, 6.46, 8.22, 10.11],
  },
  ...of('command', 'speechmatics', 'eot_sm_09_single'),
  ...of('conversation', 'speechmatics', 'eot_sm_turn03_true'),
  ...of('monologue', 'realtime-stt', 'en_asr-reference'),
  ...of('noisy', 'jfk', 'mix_jfk_typing_5dB'),
  ...of('synthetic', 'theo', 'comp_fsdd_card_theo'),
  ...of('synthetic', 'lucas', 'comp_fsdd_zip_lucas'),
  {
    file: 'syn_backchannels',
    speaker: 'flite-short',
    stratum: 'synthetic',
    ends: [1.09, 3.42, 5.95, 8.38],
  },
  ...of('synthetic', 'flite', 'syn_email_spelled syn_false_start_resume syn_fillers'),
  ...of('other-language', 'de', 'de_fleurs_de_de_000675 de_leopard'),
  ...of('other-language', 'es', 'es_fleurs_es_419_000896 es_leopard'),
  ...of('other-language', 'fr', 'fr_cheetah_norm fr_fleurs_fr_fr_000378'),
  ...of('other-language', 'it', 'it_asterisk_tt-allbusy_8k it_cheetah_norm'),
  ...of('other-language', 'ja', 'ja_fleurs_ja_jp_000595'),
  ...of('other-language', 'ko', 'ko_leopard'),
  ...of('other-language', 'pl', 'pl_nabucasa_gosia'),
  ...of('other-language', 'pt', 'pt_cheetah_norm pt_leopard pt_nabucasa_cadu'),
  ...of('other-language', 'ru', 'ru_asterisk_tt-allbusy_8k ru_nabucasa_dmitri'),
  ...of('other-language', 'sv', 'sv_nst_u0016004'),
  ...of('other-language', 'zh', 'zh_aishell_BAC009S0724W0121'),
];

/** Strata that are reported apart and never in the headline. */
export const APART: ReadonlySet<Stratum> = new Set(['monologue', 'noisy', 'synthetic', 'other-language']);
