package io.bhiv.biometric.provider.whoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.provider.ObjectApi.Days;
import io.bhiv.biometric.provider.ObjectApi.Item;
import io.bhiv.biometric.provider.ObjectApi.Missing;
import io.bhiv.biometric.provider.ObjectApi.Next;
import io.bhiv.biometric.provider.ObjectApi.ObjectName;
import io.bhiv.kit.call.HttpCalls.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhoopObjectsTest {

    private static final Instant NOW = Instant.parse("2026-07-05T10:00:00Z");
    private static final String SLEEP = "{\"id\":\"an-id\",\"cycle_id\":93845,\"score_state\":\"SCORED\"}";
    private static final String RECOVERY =
            "{\"sleep_id\":\"an-id\",\"score_state\":\"SCORED\",\"updated_at\":\"2026-07-05T06:25:02.774Z\"}";

    private final WhoopObjects api = new WhoopObjects();

    @Test
    void aRecoveryIsReachedThroughItsSleepAndItsCycle() {
        assertThat(one("recovery")).isEqualTo(new Next.Ask("/v2/activity/sleep/an-id"));
        assertThat(one("recovery", answer(SLEEP))).isEqualTo(new Next.Ask("/v2/cycle/93845/recovery"));
        assertThat(one("recovery", answer(SLEEP), answer(RECOVERY))).isInstanceOfSatisfying(Next.Found.class, found -> {
            Item item = found.items().getFirst();
            assertThat(item.id()).isEqualTo("an-id");
            assertThat(item.body().version()).isEqualTo("2026-07-05T06:25:02.774Z");
            assertThat(text(item)).isEqualTo("{\"recovery\":" + RECOVERY + ",\"sleep\":" + SLEEP + "}");
        });
    }

    @Test
    void theRecoveryOfAnotherSleepIsNotTaken() {
        assertThat(one("recovery", answer(SLEEP), answer(RECOVERY.replace("an-id", "another"))))
                .isEqualTo(new Next.NotAvailableYet(Missing.NOT_FOUND));
    }

    @Test
    void whatIsNotScoredYetWaits() {
        Answer pending = answer(SLEEP.replace("SCORED", "PENDING_SCORE"));

        assertThat(one("sleep", pending)).isEqualTo(new Next.NotAvailableYet(Missing.NOT_SCORED));
        assertThat(one("recovery", pending)).isEqualTo(new Next.NotAvailableYet(Missing.NOT_SCORED));
        assertThat(one("recovery", answer(SLEEP), answer(RECOVERY.replace("SCORED", "PENDING_SCORE"))))
                .isEqualTo(new Next.NotAvailableYet(Missing.NOT_SCORED));
        assertThat(one("sleep", answer(SLEEP.replace("SCORED", "UNSCORABLE")))).isInstanceOf(Next.Found.class);
    }

    @Test
    void theQuotaIsReadFromEveryAnswer() {
        assertThat(pause(200, "3", "20")).isZero();
        assertThat(pause(200, "0", "20")).isEqualTo(Duration.ofSeconds(20));
        assertThat(pause(429, "0", "32")).isEqualTo(Duration.ofSeconds(32));
        assertThat(api.pauseAfter(new Answer(429, Map.of(), new byte[0]), NOW)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void recoveriesOfDaysComeWithTheirSleeps() {
        Days days = new Days("recovery", LocalDate.of(2026, 7, 1), LocalDate.of(2026, 7, 5));
        Answer sleeps = answer("{\"records\":[" + SLEEP + "],\"next_token\":\"\"}");
        Answer recoveries = answer("{\"records\":[" + RECOVERY + ",{\"sleep_id\":\"unknown\"}]}");

        assertThat(api.days(days, List.of(), NOW))
                .isEqualTo(new Next.Ask(
                        "/v2/activity/sleep?limit=25&start=2026-06-30T00:00:00Z&end=2026-07-07T00:00:00Z"));
        assertThat(api.days(days, List.of(sleeps), NOW))
                .isEqualTo(new Next.Ask("/v2/recovery?limit=25&start=2026-07-01T00:00:00Z&end=2026-07-06T00:00:00Z"));
        assertThat(api.days(days, List.of(sleeps, recoveries), NOW))
                .isInstanceOfSatisfying(
                        Next.Found.class,
                        found -> assertThat(found.items())
                                .singleElement()
                                .satisfies(item -> assertThat(text(item)).startsWith("{\"recovery\":")));
    }

    @Test
    void aSecondPageIsAskedForByItsToken() {
        Days days = new Days("cycle", LocalDate.of(2026, 7, 1), LocalDate.of(2026, 7, 5));
        Answer first = answer("{\"records\":[{\"id\":93845,\"score_state\":\"SCORED\"}],\"next_token\":\"MTIz\"}");

        assertThat(api.days(days, List.of(first), NOW))
                .isInstanceOfSatisfying(
                        Next.Ask.class, ask -> assertThat(ask.path()).endsWith("&nextToken=MTIz"));
        assertThat(api.days(days, List.of(first, answer("{\"records\":[]}")), NOW))
                .isInstanceOfSatisfying(
                        Next.Found.class,
                        found -> assertThat(found.items()).extracting(Item::id).containsExactly("93845"));
    }

    @Test
    void ofAnObjectThatComesTwiceTheCopyThatWasReadLaterCounts() {
        Days days = new Days("cycle", LocalDate.of(2026, 7, 1), LocalDate.of(2026, 7, 5));
        String cycle = "{\"id\":%d,\"score_state\":\"SCORED\",\"updated_at\":\"2026-07-05T06:%d:00Z\"}";
        Answer first = answer("{\"records\":[%s,%s],\"next_token\":\"MTIz\"}"
                .formatted(cycle.formatted(3, 10), cycle.formatted(2, 10)));
        Answer second = answer("{\"records\":[%s,%s]}".formatted(cycle.formatted(2, 20), cycle.formatted(1, 10)));

        assertThat(api.days(days, List.of(first, second), NOW)).isInstanceOfSatisfying(Next.Found.class, found -> {
            assertThat(found.items())
                    .extracting(Item::id)
                    .as("the oldest first")
                    .containsExactly("1", "2", "3");
            assertThat(found.items().get(1).body().version()).isEqualTo("2026-07-05T06:20:00Z");
        });
    }

    private Next one(String type, Answer... answers) {
        return api.one(new ObjectName(type, "an-id"), List.of(answers), NOW);
    }

    private Duration pause(int status, String remaining, String reset) {
        return api.pauseAfter(
                new Answer(status, Map.of("x-ratelimit-remaining", remaining, "x-ratelimit-reset", reset), new byte[0]),
                NOW);
    }

    private static String text(Item item) {
        return new String(item.body().bytes(), StandardCharsets.UTF_8);
    }

    private static Answer answer(String body) {
        return new Answer(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
