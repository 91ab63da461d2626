package io.bhiv.play.document;

/** Whether WHOOP has scored a record; only a scored one has a {@code score}. */
public enum ScoreState {
    SCORED,
    PENDING_SCORE,
    UNSCORABLE
}
