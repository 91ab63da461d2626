package io.bhiv.load.webhooks;

import io.bhiv.load.http.HttpLoad;
import io.bhiv.load.http.LoadPlan;
import io.bhiv.load.http.LoadResult;
import io.bhiv.load.http.Traffic;
import io.bhiv.load.track.DeliveryLedger;
import io.bhiv.play.webhook.TerraShape;
import io.bhiv.play.webhook.TerraStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/** What the generator itself can do, against {@code EchoServer} in a process of its own. Not a test: run its main with the port. */
public final class GeneratorSpeed {

    private GeneratorSpeed() {}

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress echo =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        byte[] plain = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        Traffic bare = (connection, out) -> out.put(plain);
        TerraStream webhooks = new TerraStream(TerraShape.STRESS, "localhost", "secret", Clock.systemUTC(), 1);
        Traffic signed = new TerraTraffic(webhooks, new DeliveryLedger());
        Duration warmUp = Duration.ofSeconds(4);
        Duration measured = Duration.ofSeconds(6);
        measure("bare, closed loop", LoadPlan.closed(echo, 100, warmUp, measured), bare);
        measure("new and signed, closed loop", LoadPlan.closed(echo, 100, warmUp, measured), signed);
        measure("new and signed, 4000/s", LoadPlan.open(echo, 100, 4000, warmUp, measured), signed);
    }

    private static void measure(String name, LoadPlan plan, Traffic traffic) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        LoadResult result = HttpLoad.run(plan, traffic);
        double cores = (threads.getCurrentThreadCpuTime() - before)
                / 1e9
                / plan.warmUp().plus(plan.measured()).toSeconds();
        System.out.printf(
                Locale.ROOT,
                "%-30s %,8.0f/s p50 %.2f p99 %.2f ms, generator %.2f cores%n",
                name,
                result.acknowledgedPerSecond(),
                result.latencyMillis(50),
                result.latencyMillis(99),
                cores);
    }
}
