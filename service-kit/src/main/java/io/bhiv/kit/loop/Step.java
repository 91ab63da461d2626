package io.bhiv.kit.loop;

/** What one turn of a loop found. */
public enum Step {
    /** There is more to do: run again at once. */
    MORE,
    /** Nothing left: wait for the interval or a nudge. */
    IDLE
}
