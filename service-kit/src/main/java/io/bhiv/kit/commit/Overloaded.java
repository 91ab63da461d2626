package io.bhiv.kit.commit;

/** A bounded queue was full. Nothing was stored; the identical request may be sent again. No stack trace: it is an outcome. */
public final class Overloaded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Overloaded(String what) {
        super(what, null, false, false);
    }

    /** Which limit was met, in words that are safe to show. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
