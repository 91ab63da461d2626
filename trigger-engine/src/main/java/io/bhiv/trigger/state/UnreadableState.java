package io.bhiv.trigger.state;

/** The bytes are no state of this engine, or of a newer one. Starting from nothing would lose a baseline of weeks, so that is not done here. */
public final class UnreadableState extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnreadableState(String message) {
        super(message);
    }
}
