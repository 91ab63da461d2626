package io.bhiv.kit.body;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * Ends what a caller who was answered before its body was read still sends. Under HTTP/1 that is the whole connection: a header
 * {@code Connection: close} alone leaves it open until it idles out. Under HTTP/2 it is the one stream, and that header would make
 * the answer malformed.
 *
 * <p>What still comes on an HTTP/1 connection is discarded for a moment first: closing on unread bytes resets the connection, and
 * the reset may reach the caller before the answer does.
 */
public final class RequestEnd {

    private static final long LINGER_MILLIS = 1_000;

    /** RFC 9113, section 8.1: the response is complete, and the rest of the request is not wanted. */
    private static final long NO_ERROR = 0;

    private RequestEnd() {}

    /** To be called before the answer is written. */
    public static void announce(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader("Connection", "close");
        }
    }

    /** To be called on the request's event loop, after the answer; does nothing where the connection may be used again. */
    public static void after(HttpServerRequest request, Vertx vertx) {
        if (request.version() == HttpVersion.HTTP_2) {
            endStream(request);
        } else {
            endConnection(request, vertx);
        }
    }

    private static void endStream(HttpServerRequest request) {
        if (!request.isEnded() && !request.response().closed()) {
            request.response().reset(NO_ERROR);
        }
    }

    private static void endConnection(HttpServerRequest request, Vertx vertx) {
        HttpServerResponse response = request.response();
        if (!"close".equals(response.headers().get("Connection")) || response.closed()) {
            return;
        }
        HttpConnection connection = request.connection();
        if (request.isEnded()) {
            connection.close();
            return;
        }
        long timer = vertx.setTimer(LINGER_MILLIS, late -> connection.close());
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.handler(thrownAway -> {});
        request.endHandler(allCame -> {
            vertx.cancelTimer(timer);
            connection.close();
        });
        request.resume();
    }
}
