package io.bhiv.system.fault;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** Somebody else's server, which answers nothing until the test lets it. */
public final class HangingServer implements AutoCloseable {

    private final Collection<Headers> requests = new ConcurrentLinkedQueue<>();
    private final CountDownLatch answering = new CountDownLatch(1);
    private final byte[] body;
    private final HttpServer server;

    /** @param body of each answer: 200, or 204 where it is empty */
    public HangingServer(byte[] body) throws IOException {
        this.body = body;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answerLater);
        server.start();
    }

    private void answerLater(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestHeaders());
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            answering.await();
            exchange.sendResponseHeaders(body.length == 0 ? 204 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The headers of every request, from when it came. */
    public Collection<Headers> requests() {
        return requests;
    }

    public void answerAll() {
        answering.countDown();
    }

    @Override
    public void close() {
        answerAll();
        server.stop(0);
    }
}
