package io.bhiv.kit.json;

/**
 * The bytes are not the JSON that this service reads. No stack trace: it is an outcome. The message never quotes the
 * document, except for the keys of the pointer.
 */
public final class JsonRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why a document is refused. */
    public enum Reason {
        TOO_LARGE("The document is too large"),
        NOT_UTF8("The document is not UTF-8 text"),
        EMPTY("The document is empty"),
        MALFORMED("The document is not valid JSON"),
        DUPLICATE_KEY("A key occurs twice in one object"),
        LIMIT("The nesting is too deep, or a key, string or number is too long"),
        TOO_MANY_TOKENS("The document has too many values"),
        TRAILING("Something follows the JSON value");

        private final String detail;

        Reason(String detail) {
            this.detail = detail;
        }

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** One sentence without a full stop, safe to show. */
        public String detail() {
            return detail;
        }
    }

    private final Reason reason;
    private final String pointer;
    private final int line;
    private final int column;

    JsonRefused(Reason reason, String pointer, int line, int column) {
        super(reason.detail(), null, false, false);
        this.reason = reason;
        this.pointer = pointer;
        this.line = line;
        this.column = column;
    }

    static JsonRefused whole(Reason reason) {
        return new JsonRefused(reason, "", 0, 0);
    }

    public Reason reason() {
        return reason;
    }

    /** JSON pointer (RFC 6901) to the value that was being read, empty for the whole document. */
    public String pointer() {
        return pointer;
    }

    /** Counted from 1; 0 where the reason concerns the whole document. */
    public int line() {
        return line;
    }

    /** Counted from 1; 0 where the reason concerns the whole document. */
    public int column() {
        return column;
    }

    /** The reason and, where there is one, the place: safe to show. */
    public String detail() {
        return line == 0 ? reason.detail() : reason.detail() + " (line " + line + ", column " + column + ")";
    }
}
