package io.bhiv.biometric.provider.oura;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.provider.ObjectApi.Days;
import io.bhiv.biometric.provider.ObjectApi.Item;
import io.bhiv.biometric.provider.ObjectApi.Missing;
import io.bhiv.biometric.provider.ObjectApi.Next;
import io.bhiv.biometric.provider.ObjectApi.ObjectName;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OuraObjectsTest {

    private static final Instant NOW = Instant.parse("2026-07-05T10:00:00Z");
    private static final Days DAYS = new Days("vo2_max", LocalDate.of(2026, 7, 1), LocalDate.of(2026, 7, 5));

    private final OuraObjects api = new OuraObjects();

    @Test
    void aDocumentIsReadFromItsCollection() {
        assertThat(one("sleep")).isEqualTo(new Next.Ask("/v2/usercollection/sleep/an-id"));
        assertThat(one("vo2_max")).isEqualTo(new Next.Ask("/v2/usercollection/vO2_max/an-id"));
        assertThat(one("sleep", answer(200, "{\"id\":\"an-id\",\"meta\":{\"updated_at\":\"2026-07-05T06:41:11Z\"}}")))
                .isInstanceOfSatisfying(Next.Found.class, found -> {
                    Item item = found.items().getFirst();
                    assertThat(item.body().version()).isEqualTo("2026-07-05T06:41:11Z");
                    assertThat(item.body().versionMillis())
                            .isEqualTo(Instant.parse("2026-07-05T06:41:11Z").toEpochMilli());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "a?b", "%2e%2e", "a b", "ä"})
    void anIdThatCouldLeadElsewhereIsNotAskedFor(String id) {
        assertThat(api.one(new ObjectName("sleep", id), List.of(), NOW)).isEqualTo(new Next.NotOffered());
    }

    @Test
    void aTypeWithoutACollectionIsNotOffered() {
        assertThat(one("pregnancy")).isEqualTo(new Next.NotOffered());
    }

    @Test
    void everyStatusHasItsMeaning() {
        assertThat(one("sleep", answer(401, ""))).isEqualTo(new Next.TokenRefused());
        assertThat(one("sleep", answer(403, ""))).isEqualTo(new Next.Denied());
        assertThat(one("sleep", answer(404, ""))).isEqualTo(new Next.NotAvailableYet(Missing.NOT_FOUND));
        assertThat(one("sleep", answer(410, ""))).isEqualTo(new Next.Gone());
        assertThat(one("sleep", answer(302, ""))).isEqualTo(new Next.Broken(302));
        assertThat(one("sleep", answer(503, ""))).isEqualTo(new Next.Unavailable(503));
        assertThat(one("sleep", answer(200, "{\"data\":[{"))).isEqualTo(new Next.Broken(200));
        assertThat(one("sleep", answer(200, "[]"))).isEqualTo(new Next.Broken(200));
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "An answer of 4 MiB of empty objects was a tree of 117 MB on an event loop, and ended the process",
            now = "What is needed of an answer is read without a tree, and its tokens are bounded")
    void anAnswerOfMoreTokensThanAnyObjectHasIsNotRead() {
        String many = "{},".repeat((4 << 20) / 3 - 20);

        assertThat(one("sleep", answer(200, "{\"id\":\"an-id\",\"x\":[" + many + "{}]}")))
                .isEqualTo(new Next.Broken(200));
        assertThat(api.days(DAYS, List.of(answer(200, "{\"data\":[" + many + "{}]}")), NOW))
                .isEqualTo(new Next.Broken(200));
    }

    @Test
    void aPauseIsReadFromItsHeaders() {
        assertThat(pause(Map.of("retry-after", "17"))).isEqualTo(Duration.ofSeconds(17));
        assertThat(pause(Map.of("x-ratelimit-reset", Long.toString(NOW.getEpochSecond() + 40))))
                .isEqualTo(Duration.ofSeconds(40));
        assertThat(pause(Map.of("x-ratelimit-reset", "yesterday"))).isEqualTo(Duration.ofMinutes(1));
        assertThat(pause(Map.of())).isEqualTo(Duration.ofMinutes(1));
        // One person's limit does not concern the others.
        assertThat(pause(Map.of("retry-after", "17", "x-ratelimit-tier", "token")))
                .isZero();
        assertThat(api.pauseAfter(answer(200, "{}"), NOW)).isZero();
    }

    @Test
    void pagesAreReadToTheirEndAndEachObjectIsOne() {
        String path = "/v2/usercollection/vO2_max?start_date=2026-07-01&end_date=2026-07-05";
        Answer first = answer(200, "{\"data\":[{\"id\":\"a\", \"x\": 1},{\"id\":\"b\"}],\"next_token\":\"n=1\"}");
        Answer second = answer(200, "{\"next_token\":null,\"data\":[{\"id\":\"b\",\"x\":2},{\"id\":\"c\"},{}]}");

        assertThat(api.days(DAYS, List.of(), NOW)).isEqualTo(new Next.Ask(path));
        assertThat(api.days(DAYS, List.of(first), NOW)).isEqualTo(new Next.Ask(path + "&next_token=n%3D1"));
        assertThat(api.days(DAYS, List.of(first, second), NOW)).isInstanceOfSatisfying(Next.Found.class, found -> {
            assertThat(found.items()).extracting(Item::id).containsExactly("a", "b", "c");
            assertThat(found.items())
                    .extracting(item -> new String(item.body().bytes(), StandardCharsets.UTF_8))
                    .containsExactly("{\"id\":\"a\", \"x\": 1}", "{\"id\":\"b\",\"x\":2}", "{\"id\":\"c\"}");
        });
    }

    @Test
    void rowsOfSamplesAreAnObjectForEachDayWithANewVersionWhenSomeAreAdded() {
        Days days = new Days("heartrate", LocalDate.of(2026, 7, 4), LocalDate.of(2026, 7, 5));
        String path =
                "/v2/usercollection/heartrate?start_datetime=2026-07-04T00:00:00Z&end_datetime=2026-07-06T00:00:00Z";
        String yesterday = "{\"bpm\":54,\"timestamp\":\"2026-07-04T23:59:00Z\"}";
        String today = "{\"bpm\":53,\"timestamp\":\"2026-07-05T02:04:00+02:00\"}";
        String more = "{\"bpm\":52,\"timestamp\":\"2026-07-05T00:01:00Z\"}";
        String others = "{\"bpm\":51,\"timestamp\":\"2026-07-06T00:00:00Z\"},{\"bpm\":50}";

        assertThat(api.days(days, List.of(), NOW)).isEqualTo(new Next.Ask(path));
        List<Item> before = found(days, yesterday + "," + today + "," + others);
        List<Item> after = found(days, yesterday + "," + today + "," + more);

        assertThat(before).extracting(Item::id).containsExactly("2026-07-04", "2026-07-05");
        assertThat(new String(after.getLast().body().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"data\":[" + today + "," + more + "]}");
        assertThat(after.getFirst().body().version())
                .isEqualTo(before.getFirst().body().version());
        assertThat(after.getLast().body().versionMillis())
                .isGreaterThan(before.getLast().body().versionMillis());
        assertThat(one("heartrate")).isEqualTo(new Next.NotOffered());
    }

    private List<Item> found(Days days, String rows) {
        Answer page = answer(200, "{\"data\":[" + rows + "],\"next_token\":null}");
        return ((Next.Found) api.days(days, List.of(page), NOW)).items();
    }

    @Test
    void pagesThatGoInACircleEnd() {
        Answer page = answer(200, "{\"data\":[],\"next_token\":\"again\"}");

        assertThat(api.days(DAYS, List.of(page, page), NOW)).isEqualTo(new Next.Broken(200));
    }

    private Next one(String type, Answer... answers) {
        return api.one(new ObjectName(type, "an-id"), List.of(answers), NOW);
    }

    private Duration pause(Map<String, String> headers) {
        return api.pauseAfter(new Answer(429, headers, new byte[0]), NOW);
    }

    private static Answer answer(int status, String body) {
        return new Answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
