package io.bhiv.client;

/** The bridge answered, and not with success. */
public final class BridgeRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    BridgeRefused(int status, String detail) {
        super("The bridge answered " + status + (detail.isEmpty() ? "" : ": " + detail));
        this.status = status;
    }

    /** The HTTP status: 400 bad name or payload, 401 or 403 key, 413 too large, 507 disk full. */
    public int status() {
        return status;
    }

    /** True where nothing was stored and the identical call may be made again. */
    public boolean isTemporary() {
        return status == 503 || status == 429;
    }
}
