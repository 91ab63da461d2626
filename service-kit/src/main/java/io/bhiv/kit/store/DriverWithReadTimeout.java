package io.bhiv.kit.store;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.impl.NetClientImpl;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The driver of PostgreSQL, whose connections close as a whole after the silence timeout.
 *
 * <p>The driver itself answers every request to close with a farewell to the server and closes its own half. The pool counts the
 * place as taken until the server closes the other half, which a middlebox that forwards nothing never does: after a
 * longer cut every place is held by a connection in its handshake, and no statement finds one again (ADR 0030).
 */
final class DriverWithReadTimeout extends PgDriver {

    @Override
    public ConnectionFactory createConnectionFactory(
            Vertx vertx, Supplier<? extends Future<? extends SqlConnectOptions>> database) {
        return new Factory((VertxInternal) vertx, database);
    }

    private static final class Factory extends PgConnectionFactory {

        private final Map<JsonObject, NetClient> clients = new ConcurrentHashMap<>();

        Factory(VertxInternal vertx, Supplier<? extends Future<? extends SqlConnectOptions>> database) {
            super(vertx, database);
        }

        @Override
        protected NetClient netClient(NetClientOptions options) {
            NetClientOptions plain = new NetClientOptions(options).setReconnectAttempts(0);
            if (plain.getHostnameVerificationAlgorithm() == null) {
                plain.setHostnameVerificationAlgorithm("");
            }
            return clients.computeIfAbsent(plain.toJson(), key -> client(plain));
        }

        private NetClient client(NetClientOptions options) {
            NetClientImpl client = new NetClientImpl(vertx, null, options, clientCloseFuture) {
                @Override
                protected void initChannel(ChannelPipeline pipeline) {
                    super.initChannel(pipeline);
                    pipeline.addLast("silence", new CloseWhenSilent());
                }
            };
            clientCloseFuture.add(client);
            return client;
        }
    }

    /** Stands behind the timer of the transport and before the driver, so its close reaches the socket. */
    private static final class CloseWhenSilent extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext channel, Object event) throws Exception {
            if (event instanceof IdleStateEvent) {
                var _ = channel.close();
            } else {
                super.userEventTriggered(channel, event);
            }
        }
    }
}
