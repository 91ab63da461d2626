package io.bhiv.biometric.provider.whoop;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.OAuthApplication;
import io.bhiv.biometric.provider.ObjectAnswers;
import io.bhiv.biometric.provider.ObjectAnswers.Listed;
import io.bhiv.biometric.provider.ObjectApi;
import io.bhiv.biometric.provider.SmallJson;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.retry.RetryAfter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records of WHOOP's API v2.
 *
 * <p>A notice of a recovery names its <em>sleep</em>, and there is no recovery by that id: the sleep leads to its cycle, and the cycle to
 * its recovery. A recovery has no time of its own, so the body that is handed on is {@code {"recovery": …, "sleep": …}}, each as it came.
 * A record that is not scored yet is one that waits.
 */
public final class WhoopObjects implements ObjectApi {

    private static final String RECOVERY = "recovery";
    private static final String SLEEPS = "/v2/activity/sleep";
    private static final String SLEEP = SLEEPS + '/';
    private static final String UPDATED_AT = "updated_at";

    /** What is read of a record here. */
    private static final Set<String> READ = Set.of("id", "cycle_id", "sleep_id", "score_state", UPDATED_AT);

    private static final Map<String, String> LISTS =
            Map.of("sleep", SLEEPS, RECOVERY, "/v2/recovery", "workout", "/v2/activity/workout", "cycle", "/v2/cycle");

    @Override
    public Next one(ObjectName object, List<Answer> answers, Instant now) {
        if (answers.isEmpty()) {
            return begin(object);
        }
        Answer last = answers.getLast();
        if (last.status() != 200) {
            return ObjectAnswers.refused(last.status(), pauseAfter(last, now));
        }
        JsonNode record = SmallJson.members(last.body(), READ);
        if (record == null) {
            return new Next.Broken(200);
        }
        if (!object.type().equals(RECOVERY)) {
            return isPending(record)
                    ? new Next.NotAvailableYet(Missing.NOT_SCORED)
                    : new Next.Found(
                            List.of(new Item(object.id(), ObjectAnswers.body(last.body(), record.path(UPDATED_AT)))));
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

    /** A recovery is read with its sleep, so it waits for the scores of both; without the sleep's there is none of it yet either. */
    private static Next ofCycle(JsonNode sleep) {
        JsonNode cycle = sleep.path("cycle_id");
        return cycle.isIntegralNumber() && !isPending(sleep)
                ? new Next.Ask("/v2/cycle/" + cycle.asText() + "/recovery")
                : new Next.NotAvailableYet(Missing.NOT_SCORED);
    }

    /** The recovery of a cycle may be that of another sleep: a nap has none. */
    private static Next recovery(ObjectName object, Answer sleep, Answer answer, JsonNode recovery) {
        if (!recovery.path("sleep_id").asText().equals(object.id())) {
            return new Next.NotAvailableYet(Missing.NOT_FOUND);
        }
        return isPending(recovery)
                ? new Next.NotAvailableYet(Missing.NOT_SCORED)
                : new Next.Found(List.of(new Item(
                        object.id(),
                        ObjectAnswers.body(withSleep(answer.body(), sleep.body()), recovery.path(UPDATED_AT)))));
    }

    /** Recoveries need the sleeps of the same days: first all pages of those, then those of the recoveries. */
    @Override
    public Next days(Days days, List<Answer> answers, Instant now) {
        String list = LISTS.get(days.type());
        if (list == null) {
            return new Next.NotOffered();
        }
        if (!days.type().equals(RECOVERY)) {
            return pages(days, list, answers, now, WhoopObjects::item);
        }
        int sleeps = pagesOfFirstList(answers);
        Days wider = new Days("sleep", days.from().minusDays(1), days.until().plusDays(1));
        return switch (pages(wider, SLEEPS, answers.subList(0, sleeps), now, WhoopObjects::item)) {
            case Next.Found(List<Item> found) ->
                pages(days, list, answers.subList(sleeps, answers.size()), now, element -> recovery(element, found));
            case Next other -> other;
        };
    }

    /** Up to the first page that leads to no other. */
    private static int pagesOfFirstList(List<Answer> answers) {
        for (int i = 0; i < answers.size(); i++) {
            SmallJson.Page page = SmallJson.page(answers.get(i).body(), "records");
            if (answers.get(i).status() == 200 && page != null && page.next() == null) {
                return i + 1;
            }
        }
        return answers.size();
    }

    private Next pages(
            Days days, String list, List<Answer> answers, Instant now, Function<byte[], @Nullable Item> reading) {
        String path = list + "?limit=25&start=" + days.from() + "T00:00:00Z&end="
                + days.until().plusDays(1) + "T00:00:00Z";
        if (answers.isEmpty()) {
            return new Next.Ask(path);
        }
        return switch (ObjectAnswers.list(answers, "records", pauseAfter(answers.getLast(), now))) {
            case Listed.More(String token) ->
                new Next.Ask(path + '&' + OAuthApplication.form(Map.of("nextToken", token)));
            case Listed.All(List<byte[]> items) ->
                // The newest come first, and of an object that comes twice the copy that was read later counts.
                new Next.Found(ObjectAnswers.items(items, reading).reversed());
            case Listed.Refused(Next why) -> why;
        };
    }

    private static @Nullable Item item(byte[] element) {
        JsonNode record = SmallJson.members(element, READ);
        String id = record == null ? "" : record.path("id").asText();
        return record == null || !ObjectAnswers.isPlain(id) || isPending(record)
                ? null
                : new Item(id, ObjectAnswers.body(element, record.path(UPDATED_AT)));
    }

    private static @Nullable Item recovery(byte[] element, List<Item> sleeps) {
        JsonNode record = SmallJson.members(element, READ);
        if (record == null || isPending(record)) {
            return null;
        }
        String sleepId = record.path("sleep_id").asText();
        return sleeps.stream()
                .filter(sleep -> sleep.id().equals(sleepId))
                .findFirst()
                .map(sleep -> new Item(
                        sleepId,
                        ObjectAnswers.body(withSleep(element, sleep.body().bytes()), record.path(UPDATED_AT))))
                .orElse(null);
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
