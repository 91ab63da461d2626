package io.bhiv.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** An HTTP server on the loopback address, a virtual thread per request. */
public final class SimulatorServer implements AutoCloseable {

    private static final int BODY_LIMIT = 1 << 20;
    private static final int PART = 1 << 16;
    private static final int DRIPS = 600;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong abandoned = new AtomicLong();
    private final Consumer<String> log;

    private SimulatorServer(HttpServer server, Consumer<String> log) {
        this.server = server;
        this.log = log;
    }

    /** Port 0 is any that is free. */
    public static SimulatorServer start(int port, Handler handler, Consumer<String> log) {
        try {
            // Without it every second small answer waits 40 ms for an acknowledgement; read once, when the first server
            // is made.
            System.setProperty("sun.net.httpserver.nodelay", "true");
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
            SimulatorServer server = new SimulatorServer(made, log);
            made.setExecutor(server.threads);
            made.createContext("/", exchange -> server.serve(exchange, handler));
            made.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("No server on port " + port, e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Without a slash at the end. */
    public URI address() {
        return URI.create("http://localhost:" + port());
    }

    /** Requests that are being answered now, those that hang included. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Answers whose client went away before their end. */
    public long abandoned() {
        return abandoned.get();
    }

    private void serve(HttpExchange exchange, Handler handler) throws IOException {
        inFlight.incrementAndGet();
        try (exchange) {
            send(exchange, answer(exchange, handler));
        } catch (IOException clientGone) {
            abandoned.incrementAndGet();
            throw clientGone;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private Answer answer(HttpExchange exchange, Handler handler) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT);
        URI uri = exchange.getRequestURI();
        try {
            return handler.handle(new Request(
                    exchange.getRequestMethod(), uri.getPath(), Parameters.parse(uri.getRawQuery()), headers, body));
        } catch (IllegalArgumentException refused) {
            return Answer.detail(400, String.valueOf(refused.getMessage()));
        } catch (RuntimeException fault) {
            log.accept("a request failed: " + exchange.getRequestMethod() + " " + uri.getPath() + ": " + fault);
            return Answer.detail(500, "Internal error");
        }
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException, InterruptedException {
        switch (answer) {
            case Answer.Whole whole -> {
                whole.headers().forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(whole.status(), whole.body().length == 0 ? -1 : whole.body().length);
                if (whole.body().length > 0) {
                    exchange.getResponseBody().write(whole.body());
                }
            }
            case Answer.Flood flood -> flood(exchange, flood.bytes());
            case Answer.Drip drip -> drip(exchange);
            case Answer.Hang hang -> {
                // Ends early where the server is closed; the connection is cut either way.
                closed.await(1, TimeUnit.MINUTES);
            }
            case Answer.Cut cut -> {
                // Closing the exchange without an answer closes the connection.
            }
        }
    }

    private static void flood(HttpExchange exchange, long bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes);
        byte[] part = " ".repeat(PART).getBytes(StandardCharsets.US_ASCII);
        OutputStream out = exchange.getResponseBody();
        for (long left = bytes; left > 0; left -= part.length) {
            out.write(part, 0, (int) Math.min(left, part.length));
        }
    }

    private void drip(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, DRIPS);
        for (int i = 0; i < DRIPS && !closed.await(100, TimeUnit.MILLISECONDS); i++) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
