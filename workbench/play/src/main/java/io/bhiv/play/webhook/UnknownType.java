package io.bhiv.play.webhook;

/** A provider has no such type, or a type has no such measurement; the message names what there is. */
public final class UnknownType extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnknownType(String message) {
        super(message);
    }
}
