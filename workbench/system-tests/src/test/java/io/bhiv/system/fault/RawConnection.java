package io.bhiv.system.fault;

import io.bhiv.play.webhook.Webhook;
import io.bhiv.stage.process.ServiceProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection on which any bytes can be sent. */
public final class RawConnection implements AutoCloseable {

    private static final int LIMIT_MILLIS = 20_000;
    private static final int LONGEST_ANSWER = 64 << 10;
    private static final Pattern LENGTH = Pattern.compile("content-length: (\\d{1,9})\r");

    private final Socket socket = new Socket();

    public RawConnection(ServiceProcess service) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()), LIMIT_MILLIS);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** The first bytes of a request, up to and including the blank line; {@code framing} is how the body is sent. */
    public static String headOf(Webhook webhook, String framing) {
        StringBuilder head = new StringBuilder("POST " + webhook.path() + " HTTP/1.1\r\nHost: localhost\r\n");
        webhook.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append(framing).append("\r\n\r\n").toString();
    }

    public RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawConnection send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends it for as long as the peer accepts it. */
    public RawConnection sendWhileAccepted(byte[] bytes, int times) {
        try {
            for (int i = 0; i < times; i++) {
                send(bytes);
            }
        } catch (IOException closed) {
            return this;
        }
        return this;
    }

    /** For how long the next bytes are waited for. */
    public RawConnection waitingFor(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        return this;
    }

    /** The status of the next answer's first line; 0 where the connection ended without one. */
    public int status() throws IOException {
        return Integer.parseInt(statusIn(head()));
    }

    /** The next answer up to and including the blank line, in lower case; empty where there is none. */
    public String head() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            int next = in.read();
            while (next >= 0 && read.size() < LONGEST_ANSWER) {
                read.write(next);
                if (next == '\n' && read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    break;
                }
                next = in.read();
            }
        } catch (SocketTimeoutException silent) {
            throw silent;
        } catch (IOException reset) {
            return read.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        }
        return read.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    /** The body that follows {@code head}: as much as it declares, or all chunks; empty where the connection ends before. */
    public String bodyAfter(String head) throws IOException {
        int declared = declaredLength(head);
        boolean chunked = head.contains("transfer-encoding: chunked");
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            boolean whole = !chunked && declared == 0;
            while (!whole) {
                int next = in.read();
                read.write(next);
                whole = next < 0
                        || read.size() >= LONGEST_ANSWER
                        || (chunked ? next == '\n' && endsWithLastChunk(read) : read.size() >= declared);
            }
        } catch (SocketTimeoutException silent) {
            throw silent;
        } catch (IOException reset) {
            return read.toString(StandardCharsets.ISO_8859_1);
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    private static boolean endsWithLastChunk(ByteArrayOutputStream read) {
        return read.toString(StandardCharsets.ISO_8859_1).endsWith("0\r\n\r\n");
    }

    private static int declaredLength(String head) {
        Matcher length = LENGTH.matcher(head);
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }

    public static String statusIn(String head) {
        return head.startsWith("http/1.1 ") ? head.substring(9, 12) : "0";
    }

    /** True once the other side has closed; whatever it still sends is read and dropped. */
    public boolean isClosedByPeer() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] dropped = new byte[8192];
        try {
            int read = in.read(dropped);
            while (read >= 0) {
                read = in.read(dropped);
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
