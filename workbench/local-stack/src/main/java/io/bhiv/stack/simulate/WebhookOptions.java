package io.bhiv.stack.simulate;

import io.bhiv.play.webhook.Content;
import io.bhiv.play.webhook.Provider;
import io.bhiv.play.webhook.Variation;
import io.bhiv.stage.layout.BadSetting;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that every provider has, and what they do. */
final class WebhookOptions {

    @Option(names = "--type", description = "Which event; an unknown one lists those there are.")
    private @Nullable String type;

    @Option(names = "--user", defaultValue = "demo-user", description = "Whose (demo-user).")
    private String user = "demo-user";

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @ArgGroup
    private Choice choice = new Choice();

    /** At most one of these. */
    static final class Choice {

        @Option(names = "--wrong-signature", description = "Signed with the wrong key: 401.")
        private boolean wrongSignature;

        @Option(names = "--stale", description = "Signed longer ago than the provider retries: 401.")
        private boolean stale;

        @Option(names = "--late", description = "Signed ten minutes ago, as a retry may be: accepted and flagged.")
        private boolean late;

        @Option(names = "--duplicate", description = "Sent twice: the second answer names the same event.")
        private boolean duplicate;

        @Option(names = "--correction", description = "Followed by a newer version of the same record.")
        private boolean correction;

        @Option(names = "--out-of-order", description = "The newer version first; the older must not win.")
        private boolean outOfOrder;

        @ArgGroup(exclusive = false)
        private @Nullable BurstOptions burst;
    }

    /** Many webhooks at a steady rate. */
    static final class BurstOptions {

        @Option(names = "--burst", required = true, paramLabel = "RATE", description = "This many per second.")
        private int rate;

        @Option(names = "--seconds", defaultValue = "5", paramLabel = "N", description = "For so long (5).")
        private int seconds;
    }

    /** Runs what was asked for against the running stack; the exit code is 0 where everything came as it should. */
    int run(Provider provider, OptionalDouble rmssd) throws IOException, InterruptedException {
        Target target = Target.ofRunningStack();
        String wanted = type == null ? provider.usualType() : type;
        if (choice.burst != null) {
            return burst(choice.burst, provider, target, wanted, rmssd);
        }
        Content content = Content.first(wanted, user, Instant.now(), rmssd);
        Outcome outcome = new Simulation(provider, target).run(variation(), content);
        if (json) {
            System.out.println(OutcomeReport.json(outcome));
        } else {
            OutcomeReport.lines(outcome, target.url()).forEach(System.out::println);
        }
        return outcome.isAsExpected() ? 0 : 2;
    }

    private int burst(BurstOptions options, Provider provider, Target target, String wanted, OptionalDouble rmssd)
            throws InterruptedException {
        if (options.rate < 1 || options.seconds < 1 || (long) options.rate * options.seconds > Burst.MOST) {
            throw new BadSetting("--burst times --seconds must be between 1 and " + Burst.MOST, null);
        }
        Burst.Result result = new Burst(provider, target, options.rate, options.seconds).run(wanted, user, rmssd);
        result.lines().forEach(System.out::println);
        return result.isComplete() ? 0 : 2;
    }

    /** Nothing in particular was asked for. */
    boolean isPlain() {
        return type == null && !json && choice.burst == null && variation() == Variation.PLAIN;
    }

    private Variation variation() {
        if (choice.wrongSignature) {
            return Variation.WRONG_SIGNATURE;
        }
        if (choice.stale) {
            return Variation.STALE;
        }
        if (choice.late) {
            return Variation.LATE;
        }
        if (choice.duplicate) {
            return Variation.DUPLICATE;
        }
        if (choice.correction) {
            return Variation.CORRECTION;
        }
        return choice.outOfOrder ? Variation.OUT_OF_ORDER : Variation.PLAIN;
    }
}
