package io.bhiv.biometric.provider.whoop;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.ObjectAnswers;
import io.bhiv.biometric.provider.ObjectApi;
import io.bhiv.biometric.provider.SmallJson;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.retry.RetryAfter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Records of WHOOP's API v2.
 *
 * <p>A notice of a recovery names its <em>sleep</em>, and there is no recovery by that id: the sleep leads to its cycle, and the cycle to
 * its recovery. A recovery has no time of its own, so the body that is handed on is {@code {"recovery": …, "sleep": …}}, each as it came.
 * A record that is not scored yet is one that waits.
 */
public final class WhoopObjects implements ObjectApi {

    private static final String RECOVERY = "recovery";
    private static final String SLEEP = "/v2/activity/sleep/";

    @Override
    public Next next(ObjectName object, List<Answer> answers, Instant now) {
        if (answers.isEmpty()) {
            return begin(object);
        }
        Answer last = answers.getLast();
        if (last.status() != 200) {
            return ObjectAnswers.refused(last.status(), pauseAfter(last, now));
        }
        JsonNode record = SmallJson.document(last.body());
        if (record == null) {
            return new Next.Broken(200);
        }
        if (!object.type().equals(RECOVERY)) {
            return isPending(record)
                    ? new Next.NotYet(Missing.NOT_SCORED)
                    : new Next.Found(ObjectAnswers.body(last.body(), record.path("updated_at")));
        }
        return answers.size() == 1 ? ofCycle(record) : recovery(object, answers.getFirst(), last, record);
    }

    private static Next begin(ObjectName object) {
        if (!ObjectAnswers.isPlain(object.id())) {
            return new Next.NotOffered();
        }
        return switch (object.type()) {
            case "sleep", RECOVERY -> new Next.Ask(SLEEP + object.id());
            case "workout" -> new Next.Ask("/v2/activity/workout/" + object.id());
            case "cycle" -> new Next.Ask("/v2/cycle/" + object.id());
            default -> new Next.NotOffered();
        };
    }

    private static Next ofCycle(JsonNode sleep) {
        JsonNode cycle = sleep.path("cycle_id");
        return cycle.isIntegralNumber()
                ? new Next.Ask("/v2/cycle/" + cycle.asText() + "/recovery")
                : new Next.NotYet(Missing.NOT_SCORED);
    }

    /** The recovery of a cycle may be that of another sleep: a nap has none. */
    private static Next recovery(ObjectName object, Answer sleep, Answer answer, JsonNode recovery) {
        if (!recovery.path("sleep_id").asText().equals(object.id())) {
            return new Next.NotYet(Missing.NOT_FOUND);
        }
        return isPending(recovery)
                ? new Next.NotYet(Missing.NOT_SCORED)
                : new Next.Found(
                        ObjectAnswers.body(withSleep(answer.body(), sleep.body()), recovery.path("updated_at")));
    }

    private static boolean isPending(JsonNode record) {
        return record.path("score_state").asText().equals("PENDING_SCORE");
    }

    /** The two documents as they came, as members of one. */
    static byte[] withSleep(byte[] recovery, byte[] sleep) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(recovery.length + sleep.length + 32);
        both.writeBytes("{\"recovery\":".getBytes(StandardCharsets.US_ASCII));
        both.writeBytes(recovery);
        both.writeBytes(",\"sleep\":".getBytes(StandardCharsets.US_ASCII));
        both.writeBytes(sleep);
        both.write('}');
        return both.toByteArray();
    }

    /** {@code X-RateLimit-Reset} in seconds, with every answer; WHOOP sends no {@code Retry-After}. */
    @Override
    public Duration pauseAfter(Answer answer, Instant now) {
        boolean exhausted = answer.status() == 429 || "0".equals(answer.header("x-ratelimit-remaining"));
        if (!exhausted) {
            return Duration.ZERO;
        }
        Duration reset = RetryAfter.read(answer.header("x-ratelimit-reset"), now);
        if (reset == null) {
            return answer.status() == 429 ? Duration.ofMinutes(1) : Duration.ZERO;
        }
        return reset.isZero() ? Duration.ofSeconds(1) : reset;
    }
}
