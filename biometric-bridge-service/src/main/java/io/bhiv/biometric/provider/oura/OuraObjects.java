package io.bhiv.biometric.provider.oura;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.OAuthApplication;
import io.bhiv.biometric.provider.ObjectAnswers;
import io.bhiv.biometric.provider.ObjectAnswers.Listed;
import io.bhiv.biometric.provider.ObjectApi;
import io.bhiv.biometric.provider.SmallJson;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.retry.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Documents of Oura's API v2: {@code GET /v2/usercollection/{collection}/{id}}, where the collection is the notice's data type, with one
 * exception in spelling. Seven data types have notices and no collection; two collections are rows of samples, without ids and notices.
 */
public final class OuraObjects implements ObjectApi {

    private static final String COLLECTIONS = "/v2/usercollection/";

    private static final Set<String> TYPES = Set.of(
            "tag",
            "enhanced_tag",
            "workout",
            "session",
            "sleep",
            "daily_sleep",
            "daily_readiness",
            "daily_activity",
            "daily_spo2",
            "sleep_time",
            "rest_mode_period",
            "ring_configuration",
            "daily_stress",
            "daily_cardiovascular_age",
            "daily_resilience",
            "vo2_max");

    /** What is read of a document here. */
    private static final Set<String> READ = Set.of("id", "meta", "updated_at");

    /** Its limits are unpublished; this is for a 429 that states no time. */
    private static final Duration UNSTATED = Duration.ofMinutes(1);

    @Override
    public Next one(ObjectName object, List<Answer> answers, Instant now) {
        if (!answers.isEmpty()) {
            return read(object, answers.getLast(), now);
        }
        return TYPES.contains(object.type()) && ObjectAnswers.isPlain(object.id())
                ? new Next.Ask(COLLECTIONS + collection(object.type()) + '/' + object.id())
                : new Next.NotOffered();
    }

    private static Next read(ObjectName object, Answer answer, Instant now) {
        if (answer.status() != 200) {
            return ObjectAnswers.refused(answer.status(), throttled(answer, now));
        }
        JsonNode document = SmallJson.members(answer.body(), READ);
        return document == null
                ? new Next.Broken(200)
                : new Next.Found(List.of(new Item(object.id(), body(answer.body(), document))));
    }

    @Override
    public Next days(Days days, List<Answer> answers, Instant now) {
        boolean samples = SampleDays.TYPES.contains(days.type());
        if (!samples && !TYPES.contains(days.type())) {
            return new Next.NotOffered();
        }
        String path = COLLECTIONS
                + collection(days.type())
                + (samples ? SampleDays.span(days) : "?start_date=" + days.from() + "&end_date=" + days.until());
        if (answers.isEmpty()) {
            return new Next.Ask(path);
        }
        return switch (ObjectAnswers.list(answers, "data", throttled(answers.getLast(), now))) {
            case Listed.More(String token) ->
                new Next.Ask(path + '&' + OAuthApplication.form(Map.of("next_token", token)));
            case Listed.All(List<byte[]> items) ->
                new Next.Found(samples ? SampleDays.of(days, items) : ObjectAnswers.items(items, OuraObjects::item));
            case Listed.Refused(Next why) -> why;
        };
    }

    private static @Nullable Item item(byte[] element) {
        JsonNode document = SmallJson.members(element, READ);
        String id = document == null ? null : SmallJson.text(document, "id");
        return document == null || id == null ? null : new Item(id, body(element, document));
    }

    private static Body body(byte[] bytes, JsonNode document) {
        return ObjectAnswers.body(bytes, document.path("meta").path("updated_at"));
    }

    /** Its headers come with a 429 alone, which may concern one person's token or the whole application. */
    @Override
    public Duration pauseAfter(Answer answer, Instant now) {
        boolean ofAll = answer.status() == 429 && !"token".equals(answer.header("x-ratelimit-tier"));
        return ofAll ? throttled(answer, now) : Duration.ZERO;
    }

    /** {@code Retry-After} in seconds, else the end of the window in epoch seconds. */
    private static Duration throttled(Answer answer, Instant now) {
        Duration asked = RetryAfter.read(answer.header("retry-after"), now);
        if (asked != null) {
            return asked.isZero() ? Duration.ofSeconds(1) : asked;
        }
        String reset = answer.header("x-ratelimit-reset");
        if (reset == null || reset.length() > 11 || !reset.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return UNSTATED;
        }
        Duration until = Duration.between(now, Instant.ofEpochSecond(Long.parseLong(reset)));
        return until.isPositive() && until.compareTo(Duration.ofDays(1)) <= 0 ? until : UNSTATED;
    }

    static String collection(String dataType) {
        return dataType.equals("vo2_max") ? "vO2_max" : dataType;
    }
}
