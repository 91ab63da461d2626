package io.bhiv.stack.modules;

import io.bhiv.play.module.ReportingModule;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets each module report at a steady rhythm until it is stopped, or so many times. */
@Command(
        name = "modules",
        mixinStandardHelpOptions = true,
        description = "Education, finance, creative and robotics report to the core bridge, each every 30 s.")
public final class ModulesCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--every", paramLabel = "SECONDS", defaultValue = "30", description = "Seconds between two rounds.")
    private double every = 30;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "0", description = "Rounds; 0 continues until Ctrl-C.")
    private int rounds;

    @Option(names = "--url", description = "Address of the core bridge; the running stack's unless given.")
    private @Nullable String url;

    private final Optional<String> apiKey = Settings.ofEnvironment().apiKey();
    private final RandomGenerator random = new SecureRandom();
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException {
        if (every < 0.01) {
            throw new BadSetting("--every is at least 0.01", null);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
        URI updates = URI.create(
                (url == null ? new RunningStack(StackFolders.ofThisProcess()).requiredAddress(Place.CORE) : url)
                        + "/core/update");
        String session = "simulated-" + Long.toHexString(random.nextLong());
        boolean allTaken = true;
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            for (int round = 1; ; round++) {
                allTaken &= report(http, updates, session);
                if (round == rounds || stopped.await((long) (every * 1000), TimeUnit.MILLISECONDS)) {
                    return allTaken ? 0 : 1;
                }
            }
        }
    }

    private boolean report(HttpClient http, URI updates, String session) throws InterruptedException {
        boolean allTaken = true;
        for (ReportingModule module : ReportingModule.values()) {
            HttpRequest.Builder update = HttpRequest.newBuilder(updates)
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            module.update(session + "-" + module.wireName(), random)));
            apiKey.ifPresent(key -> update.header("X-Api-Key", key));
            try {
                long began = System.nanoTime();
                HttpResponse<String> answer = http.send(update.build(), HttpResponse.BodyHandlers.ofString());
                print("%-10s %d in %.1f ms"
                        .formatted(module.wireName(), answer.statusCode(), (System.nanoTime() - began) / 1e6));
                allTaken &= answer.statusCode() == 200;
            } catch (IOException unreachable) {
                print("%-10s no answer: %s"
                        .formatted(module.wireName(), unreachable.getClass().getSimpleName()));
                allTaken = false;
            }
        }
        return allTaken;
    }

    private void print(String line) {
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
            out.flush();
        }
    }
}
