package io.bhiv.stack.simulator.bhivcore;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bhiv.stack.simulator.Simulator;
import io.bhiv.stack.simulator.SimulatorLog;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * BHIV Core for people and tests without one: takes posts on {@code /bhiv/core} and counts them.
 *
 * <p>{@code PUT /behaviour} with the name of a {@link Behaviour} changes how it answers from then on;
 * {@code GET /behaviour} returns the name and the number of payloads it accepted. Payloads are not kept.
 */
public final class BhivCoreSimulator implements Simulator {

    private static final long HUGE = 10L << 30;
    private static final int DRIPS = 60;

    private final AtomicLong taken = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Behaviour behaviour = Behaviour.OK;
    private @Nullable HttpServer server;

    @Override
    public String name() {
        return "bhiv-core";
    }

    @Override
    public int usualPort() {
        return 9000;
    }

    @Override
    public String addressVariable() {
        return "BHIV_CORE_URL";
    }

    @Override
    public String address(int port) {
        return "http://localhost:" + port + "/bhiv/core";
    }

    @Override
    public void start(int port, SimulatorLog log) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        made.setExecutor(threads);
        made.createContext("/bhiv/core", this::take);
        made.createContext("/behaviour", exchange -> change(exchange, log));
        made.start();
        server = made;
    }

    @Override
    public void stop() {
        stopped.countDown();
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }

    /** The port it listens on; for callers that let the system choose. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("start comes first");
        }
        return server.getAddress().getPort();
    }

    /** Payloads taken with success. */
    public long taken() {
        return taken.get();
    }

    /** From now on answers so. */
    public void behave(Behaviour now) {
        behaviour = now;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            answer(exchange, behaviour);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, Behaviour now) throws IOException, InterruptedException {
        switch (now) {
            case OK -> received(exchange);
            case SLOW -> {
                if (nap(1)) {
                    received(exchange);
                }
            }
            case REFUSE -> answer(exchange, 400, "{\"status\":\"refused\"}");
            case BUSY -> {
                exchange.getResponseHeaders().set("Retry-After", "2");
                answer(exchange, 429, "{\"status\":\"busy\"}");
            }
            case DOWN -> answer(exchange, 503, "{\"status\":\"down\"}");
            case HANG -> nap(DRIPS);
            case DRIP -> drip(exchange);
            case HUGE -> flood(exchange);
            case REDIRECT -> {
                exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data/");
                answer(exchange, 302, "");
            }
        }
    }

    private void received(HttpExchange exchange) throws IOException {
        taken.incrementAndGet();
        answer(exchange, 200, "{\"status\":\"received\"}");
    }

    private void drip(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, DRIPS);
        for (int i = 0; i < DRIPS && nap(1); i++) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
        }
    }

    private static void flood(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, HUGE);
        byte[] part = new byte[1 << 16];
        for (long sent = 0; sent < HUGE; sent += part.length) {
            exchange.getResponseBody().write(part);
        }
    }

    /** False once the simulator is stopped. */
    private boolean nap(int seconds) throws InterruptedException {
        return !stopped.await(seconds, TimeUnit.SECONDS);
    }

    private void change(HttpExchange exchange, SimulatorLog log) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("PUT")) {
                String word = new String(exchange.getRequestBody().readNBytes(64), StandardCharsets.UTF_8);
                Optional<Behaviour> wanted = Behaviour.named(word);
                if (wanted.isEmpty()) {
                    answer(exchange, 400, "one of ok slow refuse busy down hang drip huge redirect\n");
                    return;
                }
                behave(wanted.get());
                log.line("behaves: " + wanted.get());
            }
            answer(exchange, 200, behaviour + " " + taken.get() + "\n");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
