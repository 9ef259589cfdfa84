import { FunctionCallResultFrame, FunctionCallsStartedFrame } from '../frames/function-call-frames.ts';
import type { RunningMuteStrategy } from './user-mute-strategy.ts';
import { UserMuteStrategy } from './user-mute-strategy.ts';

/** The user is muted while the result of a function call is waited for. */
export class FunctionCallUserMuteStrategy extends UserMuteStrategy {
  override run(): RunningMuteStrategy {
    const open = new Set<string>();
    return {
      processFrame(frame) {
        if (frame instanceof FunctionCallsStartedFrame) for (const id of frame.callIds) open.add(id);
        else if (frame instanceof FunctionCallResultFrame) open.delete(frame.callId);
        return open.size > 0;
      },
    };
  }
}
