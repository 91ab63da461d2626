package io.bhiv.kit.body;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Ends the connection of a caller who was answered before its body was read. Saying {@code Connection: close} alone leaves
 * it open until it idles out.
 *
 * <p>What still comes is thrown away for a moment first: closing on unread bytes resets the connection, and the reset may
 * reach the caller before the answer does.
 */
public final class Farewell {

    private static final long LINGER_MILLIS = 1_000;

    private Farewell() {}

    /** To be called on the request's event loop, after the answer; does nothing where the connection may be used again. */
    public static void after(HttpServerRequest request, Vertx vertx) {
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
