package io.bhiv.biometric.provider.oura;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.ObjectAnswers;
import io.bhiv.biometric.provider.ObjectApi;
import io.bhiv.biometric.provider.SmallJson;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.retry.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Documents of Oura's API v2: {@code GET /v2/usercollection/{collection}/{id}}, where the collection is the notice's data type, with one
 * exception in spelling. Seven data types have notices and no collection.
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

    /** Its limits are unpublished; this is for a 429 that states no time. */
    private static final Duration UNSTATED = Duration.ofMinutes(1);

    @Override
    public Next next(ObjectName object, List<Answer> answers, Instant now) {
        if (!answers.isEmpty()) {
            return read(answers.getLast(), now);
        }
        return TYPES.contains(object.type()) && ObjectAnswers.isPlain(object.id())
                ? new Next.Ask(COLLECTIONS + collection(object.type()) + '/' + object.id())
                : new Next.NotOffered();
    }

    private Next read(Answer answer, Instant now) {
        if (answer.status() != 200) {
            return ObjectAnswers.refused(answer.status(), pauseAfter(answer, now));
        }
        JsonNode document = SmallJson.document(answer.body());
        return document == null
                ? new Next.Broken(200)
                : new Next.Found(
                        ObjectAnswers.body(answer.body(), document.path("meta").path("updated_at")));
    }

    /** Its headers come with a 429 alone: {@code Retry-After} in seconds, else the end of the window in epoch seconds. */
    @Override
    public Duration pauseAfter(Answer answer, Instant now) {
        if (answer.status() != 429) {
            return Duration.ZERO;
        }
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
