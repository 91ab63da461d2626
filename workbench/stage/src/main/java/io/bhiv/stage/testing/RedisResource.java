package io.bhiv.stage.testing;

import io.bhiv.stage.backend.EmbeddedRedisServer;
import io.bhiv.stage.backend.RedisOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.function.Function;

/** A Redis, shared per JVM; gives {@code REDIS_HOST} and {@code REDIS_PORT}. */
public final class RedisResource implements QuarkusTestResourceLifecycleManager {

    private static final OncePerJvm SHARED = new OncePerJvm("redis", RedisResource::startShared);

    @Override
    public Map<String, String> start() {
        return Map.of("REDIS_HOST", EmbeddedRedisServer.HOST, "REDIS_PORT", Integer.toString(port()));
    }

    /** Keeps it running: other test classes of this JVM share it. */
    @Override
    public void stop() {}

    /** Takes Redis away, with everything it held. */
    public static void stopServer() {
        SHARED.ask("stop");
    }

    /** Gives it back on the same port, empty. */
    public static void startServer() {
        SHARED.ask("start");
    }

    public static int port() {
        return Integer.parseInt(SHARED.ask("port"));
    }

    private static Function<String, String> startShared() {
        EmbeddedRedisServer server = new EmbeddedRedisServer(RedisOptions.temporary()).start();
        OncePerJvm.atJvmEnd(server::close);
        return command -> {
            switch (command) {
                case "start" -> server.start();
                case "stop" -> server.stop();
                case "port" -> {
                    return Integer.toString(server.port());
                }
                default -> throw new IllegalArgumentException(command);
            }
            return "";
        };
    }
}
