package io.bhiv.system.fault;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;

/** Bodies of some megabytes. */
public final class LargeBody {

    private LargeBody() {}

    /** Reads the body as it is sent, so that one which is sent again and again is copied no more often than it travels. */
    public static BodyPublisher of(byte[] body) {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), body.length);
    }
}
