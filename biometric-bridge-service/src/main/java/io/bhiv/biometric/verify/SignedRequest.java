package io.bhiv.biometric.verify;

/**
 * What a signature covers: headers and the raw body.
 *
 * <p>The bytes are those of the wire. They are shared, not copied: nobody may change them.
 */
@SuppressWarnings("ArrayRecordComponent")
public record SignedRequest(RequestHeaders headers, byte[] body) {

    /** Without the body and without signatures. */
    @Override
    public String toString() {
        return "SignedRequest[" + body.length + " bytes]";
    }
}
