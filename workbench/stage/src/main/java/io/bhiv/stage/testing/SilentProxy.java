package io.bhiv.stage.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A TCP proxy that can fall silent: it then forwards nothing and closes nothing, like a network cut between two hosts.
 * Connections that were open stay silent for ever; new ones are accepted and get no answer until {@link #forward()}.
 */
public final class SilentProxy implements AutoCloseable {

    private final ServerSocket server;
    private final String host;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();
    private volatile boolean silent;

    /** Forwards to {@code host:port} from a free port of this machine. */
    public SilentProxy(String host, int port) throws IOException {
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.host = host;
        this.port = port;
        Thread.ofVirtual().name("silent-proxy").start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on nothing is forwarded. */
    public void fallSilent() {
        silent = true;
    }

    /** From now on nothing of this connection is forwarded, counted from 0 in the order of their opening. */
    public void fallSilent(int connection) {
        pairs.get(connection).cut = true;
    }

    /** New connections are forwarded again; those that fell silent stay so. */
    public void forward() {
        silent = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                if (!silent) {
                    Socket target = new Socket(host, port);
                    sockets.add(target);
                    Pair pair = new Pair();
                    pairs.add(pair);
                    Thread.ofVirtual().start(() -> pump(client, target, pair));
                    Thread.ofVirtual().start(() -> pump(target, client, pair));
                }
            } catch (IOException closed) {
                if (!server.isClosed()) {
                    throw new IllegalStateException("the proxy cannot accept", closed);
                }
            }
        }
    }

    /** The two directions of one connection: once silent, always silent. */
    private static final class Pair {
        private volatile boolean cut;
    }

    private void pump(Socket from, Socket to, Pair pair) {
        byte[] buffer = new byte[16 << 10];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                pair.cut |= silent;
                if (!pair.cut) {
                    out.write(buffer, 0, read);
                }
            }
            pair.cut |= silent;
        } catch (IOException ended) {
            // One side has closed: the streams close the other.
            sockets.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
