package io.bhiv.load.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The cheapest server there is: a fixed answer to whatever one read brings. Shows what the generator itself can do; run its main in a
 * process of its own.
 */
public final class EchoServer {

    private static final ByteBuffer ANSWER = ByteBuffer.wrap(
            "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\ncontent-length: 62\r\n\r\n{\"event_id\":\"01920000-0000-7000-8000-000000000000\",\"a\":\"bcde\"}"
                    .getBytes(StandardCharsets.US_ASCII));

    private EchoServer() {}

    public static void main(String[] arguments) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 500);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
        while (true) {
            selector.select(key -> serve(key, server, selector, in));
        }
    }

    private static void serve(SelectionKey key, ServerSocketChannel server, Selector selector, ByteBuffer in) {
        try {
            if (key.isAcceptable()) {
                SocketChannel accepted = server.accept();
                accepted.configureBlocking(false);
                accepted.register(selector, SelectionKey.OP_READ);
                return;
            }
            SocketChannel channel = (SocketChannel) key.channel();
            in.clear();
            if (channel.read(in) < 0) {
                channel.close();
            } else {
                channel.write(ANSWER.duplicate());
            }
        } catch (IOException e) {
            key.cancel();
        }
    }
}
