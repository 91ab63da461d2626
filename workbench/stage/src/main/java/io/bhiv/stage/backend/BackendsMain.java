package io.bhiv.stage.backend;

import io.bhiv.stage.layout.BackendAddresses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The program that {@link BackendsProcess} starts.
 *
 * <p>Protocol: the argument is the folder for the data; when all run, one line {@code READY <postgres port> <kafka servers>
 * <redis port> <postgres process id>} is printed; they stop when standard input ends, so they never outlive the process that started
 * them.
 */
final class BackendsMain {

    static final String READY = "READY";

    private BackendsMain() {}

    public static void main(String[] arguments) throws IOException {
        try (EmbeddedBackends backends =
                EmbeddedBackends.freePortsIn(Path.of(arguments[0])).start()) {
            BackendAddresses addresses = backends.addresses();
            String line = String.join(
                    " ",
                    READY,
                    Integer.toString(addresses.postgresPort()),
                    addresses.kafkaServers(),
                    Integer.toString(addresses.redisPort()),
                    Long.toString(backends.postgres().pid().orElseThrow()));
            System.out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            System.out.flush();
            while (System.in.read() >= 0) {
                // Only the end of the input counts.
            }
        }
    }
}
