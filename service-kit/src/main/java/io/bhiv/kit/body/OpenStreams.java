package io.bhiv.kit.body;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done when streams of one HTTP/2 connection end. A stream ends after its last byte has gone out, which waits for the
 * window that its caller opens by reading; when it is reset; and when the connection ends. For the connection's event loop alone.
 */
final class OpenStreams extends Http2ConnectionAdapter {

    private static final AttributeKey<OpenStreams> OF_CONNECTION = AttributeKey.valueOf(OpenStreams.class, "of");

    private final Http2Connection connection;
    private final Map<Integer, Runnable> atTheEnd = new HashMap<>();

    private OpenStreams(Http2Connection connection) {
        this.connection = connection;
    }

    /** Those of a connection; empty where it does not speak HTTP/2. */
    static Optional<OpenStreams> of(Channel channel) {
        Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
        return http2 == null ? Optional.empty() : Optional.of(of(channel, http2.connection()));
    }

    private static OpenStreams of(Channel channel, Http2Connection connection) {
        OpenStreams known = channel.attr(OF_CONNECTION).get();
        if (known != null) {
            return known;
        }
        OpenStreams streams = new OpenStreams(connection);
        channel.attr(OF_CONNECTION).set(streams);
        connection.addListener(streams);
        return streams;
    }

    /** Once, and at once where the stream has ended already. */
    void whenEnded(int stream, Runnable action) {
        atTheEnd.put(stream, action);
        if (connection.stream(stream) == null) {
            ended(stream);
        }
    }

    private void ended(int stream) {
        Runnable action = atTheEnd.remove(stream);
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        ended(stream.id());
    }
}
