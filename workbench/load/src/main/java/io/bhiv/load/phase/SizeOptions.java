package io.bhiv.load.phase;

import java.time.Duration;
import picocli.CommandLine.Option;

/** {@link LoadSizes} from the command line; what is not given is the benchmark's own. */
public final class SizeOptions {

    @Option(names = "--connections", description = "Keep-alive connections, each with one request at a time.")
    private int connections;

    @Option(names = "--warm-up", description = "Seconds of load that are not measured.")
    private int warmUp = -1;

    @Option(names = "--closed", description = "Seconds of closed loop.")
    private int closed = -1;

    @Option(names = "--open", description = "Seconds of open loop.")
    private int open = -1;

    @Option(names = "--rate", description = "Requests per second of the open loop.")
    private double rate;

    public LoadSizes over(LoadSizes own) {
        return new LoadSizes(
                connections > 0 ? connections : own.connections(),
                warmUp >= 0 ? Duration.ofSeconds(warmUp) : own.warmUp(),
                closed >= 0 ? Duration.ofSeconds(closed) : own.closed(),
                open >= 0 ? Duration.ofSeconds(open) : own.open(),
                rate > 0 ? rate : own.rate());
    }
}
