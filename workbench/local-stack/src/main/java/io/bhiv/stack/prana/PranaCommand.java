package io.bhiv.stack.prana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fills the bucket as a school would. */
@Command(
        name = "prana",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Learners whose pages report every few seconds, until Ctrl-C.")
public final class PranaCommand implements Callable<Integer> {

    private static final int MOST_USERS = 5_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--users", defaultValue = "20", description = "How many learners, 1 to 5000.")
    private int users;

    @Option(names = "--every", defaultValue = "5", description = "Seconds between two packets of one learner.")
    private double every;

    @Option(names = "--seconds", defaultValue = "3600", description = "How long the lesson lasts.")
    private int seconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (users < 1 || users > MOST_USERS || every < 0.1 || seconds < 1) {
            throw new BadSetting(
                    "--users is 1 to " + MOST_USERS + ", --every at least 0.1, --seconds at least 1", null);
        }
        String bucket = new RunningStack(StackFolders.ofThisProcess()).requiredAddress(Place.BUCKET);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%d learners, a packet every %.1f s each, to %s%n", users, every, bucket);
        Duration rhythm = Duration.ofMillis(Math.round(every * 1000));
        try (Classroom classroom = new Classroom(bucket, users, rhythm, Clock.systemUTC())) {
            classroom.open();
            watch(classroom, bucket, out);
            out.printf(
                    "What became of one learner's packets: curl -s '%s/api/v1/bucket/prana/packets/user/learner-0001?limit=3'%n",
                    bucket);
            Classroom.Score score = classroom.score();
            return score.stored() > 0 && score.refused() == 0 && score.unanswered() == 0 ? 0 : 1;
        }
    }

    private void watch(Classroom classroom, String bucket, PrintWriter out) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int passed = 0; passed < seconds; passed += 5) {
            boolean over = never.await(Math.min(5, seconds - passed), TimeUnit.SECONDS);
            Classroom.Score score = classroom.score();
            out.printf(
                    "stored %d, refused %d, no answer %d; the bucket: %s%n",
                    score.stored(), score.refused(), score.unanswered(), standing(classroom, bucket));
            out.flush();
            if (over) {
                return;
            }
        }
    }

    private static String standing(Classroom classroom, String bucket) throws InterruptedException {
        try {
            JsonNode status = new ObjectMapper().readTree(classroom.status(bucket));
            return "%d pending, %d processed, %d dead"
                    .formatted(
                            status.path("pending_packets").longValue(),
                            status.path("processed_packets").longValue(),
                            status.path("dead_packets").longValue());
        } catch (IOException away) {
            return "does not answer";
        }
    }
}
