package io.bhiv.stage.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * An embedded Redis that loses everything when it stops: nothing in this system may depend on what Redis holds.
 *
 * <p>Protocol: construct, {@link #start()}, then any number of {@link #stop()} and {@code start()} on the same port, and
 * {@link #close()} at the end. All methods block.
 */
public final class EmbeddedRedisServer implements AutoCloseable {

    public static final String HOST = "localhost";
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final DataFolder folder;
    private final int port;
    private @Nullable Process running;

    public EmbeddedRedisServer(RedisOptions options) {
        this.folder = DataFolder.of(options.folder(), "redis");
        this.port = FreePort.orAny(options.port());
    }

    /** Starts it and returns once it answers; does nothing where it runs already. */
    public synchronized EmbeddedRedisServer start() {
        if (running != null && running.isAlive()) {
            return this;
        }
        folder.create();
        folder.dropIfLarge(logFile());
        try {
            Process process = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                    .start();
            running = process;
            awaitAnswer(process);
            return this;
        } catch (IOException e) {
            stop();
            throw new UncheckedIOException("Redis did not start on port " + port + ", see " + logFile(), e);
        }
    }

    /** Stops it; connected clients are cut off, everything it held is gone. The port stays ours. */
    public synchronized void stop() {
        Process process = running;
        running = null;
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Stops it and removes a temporary folder. */
    @Override
    public void close() {
        stop();
        folder.removeIfTemporary();
    }

    public synchronized boolean isRunning() {
        return running != null && running.isAlive();
    }

    public int port() {
        return port;
    }

    /** Process id, empty where it is not running. */
    public synchronized OptionalLong pid() {
        return running == null ? OptionalLong.empty() : OptionalLong.of(running.pid());
    }

    public Path logFile() {
        return folder.path().resolve("redis.log");
    }

    private List<String> command() throws IOException {
        String executable = ExecutableProvider.newJarResourceProvider(
                        folder.path().toFile())
                .get()
                .getAbsolutePath();
        return List.of(
                executable,
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.path().toString());
    }

    private void awaitAnswer(Process process) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answersPing()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("No answer within " + START_LIMIT);
            }
            try {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new IOException("Ended at once with exit code " + process.exitValue());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while waiting for Redis", e);
            }
        }
    }

    private boolean answersPing() {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(500);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            byte[] answer = socket.getInputStream().readNBytes(5);
            return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }
}
