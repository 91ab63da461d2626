package io.bhiv.load.insight;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/** Open pages: each reads the stream of the page and throws away what comes. */
final class Viewers implements AutoCloseable {

    private final List<Socket> sockets = new ArrayList<>();
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder ended = new LongAdder();

    Viewers(InetSocketAddress core, int count) throws IOException {
        byte[] request = ("GET /insight/stream HTTP/1.1\r\nHost: " + core.getHostString() + ":" + core.getPort()
                        + "\r\nAccept: text/event-stream\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(core.getAddress(), core.getPort());
            sockets.add(socket);
            socket.getOutputStream().write(request);
            readers.execute(() -> read(socket));
        }
    }

    private void read(Socket socket) {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = socket.getInputStream()) {
            int first = in.read(buffer);
            if (new String(buffer, 0, Math.max(0, first), StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200 ")) {
                accepted.increment();
            }
            for (int read = first; read >= 0; read = in.read(buffer)) {
                bytes.add(read);
            }
        } catch (IOException closed) {
            // Closed below, or by the service: either is counted.
        } finally {
            ended.increment();
        }
    }

    long bytes() {
        return bytes.sum();
    }

    /** Streams that the page accepted and that have not ended. */
    long watching() {
        return accepted.sum() - ended.sum();
    }

    /** Streams that have ended. */
    long ended() {
        return ended.sum();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        readers.close();
    }
}
