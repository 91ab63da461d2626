package io.bhiv.automation.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Misfire.Mode;
import io.bhiv.automation.engine.job.Policies.Overlap;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileReaderTest {

    private final JobFileReader reader = new JobFileReader();

    @Test
    void thePublishedShapeIsTakenAsItIs() {
        List<Job> jobs = good("published.json");
        assertThat(jobs).hasSize(2);
        assertThat(jobs.get(0).trigger()).isEqualTo(new Trigger.OnStartup(Trigger.OnStartup.Scope.PROCESS));
        assertThat(jobs.get(0).policies()).isEqualTo(Policies.standard());
        assertThat(jobs.get(1).trigger())
                .isInstanceOfSatisfying(
                        Trigger.Every.class, every -> assertThat(every.period()).isEqualTo(Duration.ofHours(2)));
        assertThat(jobs.get(1).actions()).extracting("type").containsExactly("send_core_update", "get_bucket_status");
    }

    @Test
    void everythingTheRicherShapeOffersIsRead() {
        List<Job> jobs = good("rich.json");
        assertThat(jobs).extracting(job -> job.trigger().wireName()).contains("cron", "interval", "event", "onStartup");
        Job nightly = jobs.getFirst();
        assertThat(nightly.policies().overlap()).isEqualTo(Overlap.QUEUE_ONE);
        assertThat(nightly.policies().misfire().mode()).isEqualTo(Mode.ALL);
        assertThat(nightly.policies().pauseAfter()).isEqualTo(5);
        assertThat(nightly.onFailure()).hasSize(1);
        assertThat(nightly.onRecovery()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"jobs":[{"name":"a","triger":{},"trigger":{"type":"onStartup"},"actions":[{"type":"get_bucket_status"}]}]} | /jobs/0/triger: unknown key 'triger'; did you mean 'trigger'?
            {"jobs":[{"name":"a","trigger":{"type":"onStartup"},"actions":[{"type":"get_bucket_statu"}]}]} | /jobs/0/actions/0/type: unknown action 'get_bucket_statu'; did you mean 'get_bucket_status'?
            {"jobs":[{"name":"a","trigger":{"type":"cron","value":"0 0 0 30 2 *","zone":"UTC"},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/value: this never comes: no date matches it
            {"jobs":[{"name":"a","trigger":{"type":"cron","value":"0 0 0 * * *"},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger: 'zone' is missing
            {"jobs":[{"name":"a","trigger":{"type":"cron","value":"0 0 0 * * *","zone":"Europe/Berln"},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/zone: 'Europe/Berln' is not an IANA time zone; did you mean 'Europe/Berlin'?
            {"jobs":[{"name":"a","trigger":{"type":"interval","value":"1h"},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/value: this must be an ISO-8601 duration such as PT30S
            {"jobs":[{"name":"a","trigger":{"type":"intervalMinutes","value":0},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/value: this must be a whole number from 1 to 5270400
            {"jobs":[{"name":"a/b","trigger":{"type":"onStartup"},"actions":[{"type":"check_health"}]}]} | /jobs/0/name: a name holds no slash and no control characters
            {"jobs":[{"name":"a","trigger":{"type":"onStartup"},"actions":[{"type":"send_core_update","data":{"module":"x","dta":{}}}]}]} | /jobs/0/actions/0/data/dta: unknown key 'dta'; did you mean 'data'?
            {"jobs":[{"name":"a","trigger":{"type":"onStartup"},"actions":[],"policies":{"retry":{"on":["timeot"]}}}]} | /jobs/0/policies/retry/on/0: this must be one of timeout, connection, server-error, throttled, rejected, assertion, setup; did you mean 'timeout'?
            {"jobs":[{"name":"a","trigger":{"type":"interval","value":"R/2026-01-01T00:00:00Z/PT0.01S"},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/value: this must be a duration from PT0.1S to PT87840H
            {"jobs":[{"name":"a","trigger":{"type":"interval","value":"R2/soon/PT1H"},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/value: this must be a repeating interval such as R/2026-01-01T00:00:00Z/PT1H
            {"jobs":[{"name":"a","trigger":{"type":"interval","value":"PT1Q"},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/value: this must be an ISO-8601 duration such as PT30S
            {"jobs":[{"name":"a","trigger":{"type":"interval","value":"PT0S"},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/value: this must be a duration from PT0.1S to PT87840H
            {"jobs":[{"name":"a","trigger":{"type":"cron","value":"0 0 25 * * *","zone":"UTC"},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/value: the hour field cannot hold '25'; it takes 0 to 23
            {"jobs":[{"name":"a","trigger":{"type":"event","metric":{"url":"http://","pointer":"/n","above":1}},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/metric/url: this must be an http or https address
            {"jobs":[{"name":"a","trigger":{"type":"event","metric":{"url":"http://a","pointer":"/n","above":1,"rearmAt":2,"every":"PT0.5S"}},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/metric/rearmAt: this must be a number from -1.0E15 to 1.0
            {"jobs":[{"name":"a","trigger":{"type":"event","metric":{"url":"http://a","pointer":"/n","above":1,"every":"PT0.5S"}},"actions":[{"type":"check_health"}]}]} | /jobs/0/trigger/metric/every: this must be a duration from PT1S to PT24H
            {"jobs":[{"name":"a","trigger":{"type":"onStartup"},"actions":[{"type":"check_health"}],"policies":{"timeout":{"total":"P2D"}}}]} | /jobs/0/policies/timeout/total: this must be a duration from PT0.001S to PT24H
            {"jobs":[{"name":"a","trigger":{"type":"onStartup"},"actions":[{"type":"check_health"}],"policies":{"retry":{"cap":"PX"}}}]} | /jobs/0/policies/retry/cap: this must be an ISO-8601 duration such as PT30S
            {"jobs":[],"jobs":[]} | /: this is not JSON: a key stands twice in one object (line 1, column 18)
            """)
    void whatIsWrongIsReportedWithItsPlace(String text, String violation) {
        assertThat(reader.read(text))
                .isInstanceOfSatisfying(
                        ReadResult.Invalid.class,
                        bad -> assertThat(bad.violations())
                                .extracting(Violation::toString)
                                .contains(violation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1000000000000D", "P3661D"})
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "A job file with an interval from a start of trillions of days was called valid; it came into force for the ledger"
                            + " alone, which retired the jobs that it left out, and no violation was shown",
            now = "An interval has ten years at most, with a start as without")
    void anIntervalFromAStartIsNoLongerThanAnother(String period) {
        assertThat(reader.read(("{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"interval\",\"value\":"
                        + "\"R/2026-01-01T00:00:00Z/" + period + "\"},\"actions\":[{\"type\":\"check_health\"}]}]}")))
                .isInstanceOfSatisfying(
                        ReadResult.Invalid.class,
                        bad -> assertThat(bad.violations())
                                .extracting(Violation::toString)
                                .containsExactly(
                                        "/jobs/0/trigger/value: this must be a duration from PT0.1S to PT87840H"));
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A session_id of 129 to 200 characters was called valid, and the core bridge refused every run",
            now = "It has 128 at most, as in an update")
    void aSessionIsNoLongerThanTheCoreBridgeTakes() {
        String jobs =
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"send_core_update\","
                        + "\"data\":{\"module\":\"m\",\"data\":{\"n\":1},\"session_id\":\"%s\"}}]}]}";
        assertThat(reader.read(jobs.formatted("s".repeat(128)))).isInstanceOf(ReadResult.Valid.class);
        assertThat(reader.read(jobs.formatted("s".repeat(129)))).isInstanceOf(ReadResult.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders created", "orders/created", "ord\u00e9rs", "..", "orders\\n", "${env:TOPIC}"})
    @FixedFault(
            area = Area.TRUTH,
            fault = "A job file with a topic name that no broker takes was called valid",
            now = "It is refused with the place of the name")
    void aTopicIsNamedAsBrokersTakeIt(String topic) {
        assertThat(reader.read(("{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"event\",\"topic\":\"" + topic
                        + "\"},\"actions\":[{\"type\":\"check_health\"}]}]}")))
                .isInstanceOfSatisfying(
                        ReadResult.Invalid.class,
                        bad -> assertThat(bad.violations())
                                .extracting(Violation::toString)
                                .containsExactly(
                                        "/jobs/0/trigger/topic: the name of a topic has up to 249 letters from A to Z, digits, '.', '_' and '-'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders-created_2.v1", "${env:TOPIC}", "orders-${env:STAGE}"})
    void aTopicToPublishToMayBeAReference(String topic) {
        assertThat(reader.read("{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":"
                        + "\"publish_kafka\",\"topic\":\"" + topic + "\",\"value\":1}]}]}"))
                .isNotInstanceOf(ReadResult.Invalid.class);
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "intervalMinutes: 30.0 was refused",
            now = "A whole number may be written with a point")
    void aWholeNumberOfMinutesMayBeWrittenWithAPoint() {
        assertThat(trigger("{\"type\":\"intervalMinutes\",\"value\":30.0}"))
                .isEqualTo(new Trigger.Every(Duration.ofMinutes(30), Instant.EPOCH, OptionalLong.empty()));
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "R/2030-01-01T00:00:00Z/PT1H was misread",
            now = "It starts at its start and has no end")
    void aRepeatingIntervalWithoutAnEndStartsAtItsStart() {
        Instant start = Instant.parse("2030-01-01T00:00:00Z");
        Trigger trigger = trigger("{\"type\":\"interval\",\"value\":\"R/2030-01-01T00:00:00Z/PT1H\"}");
        assertThat(DueTimes.next(trigger, Instant.parse("2026-01-01T00:00:00Z"), 2))
                .containsExactly(start, start.plusSeconds(3_600));
        assertThat(DueTimes.next(trigger, Instant.parse("2031-01-01T00:30:00Z"), 1))
                .containsExactly(Instant.parse("2031-01-01T01:00:00Z"));
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "A byte order mark made a job file unreadable without a reason",
            now = "The reason names it")
    void aByteOrderMarkIsNamed() {
        assertThat(reader.read("\uFEFF{\"jobs\":[]}"))
                .isInstanceOfSatisfying(
                        ReadResult.Invalid.class,
                        invalid -> assertThat(invalid.violations())
                                .singleElement()
                                .satisfies(violation ->
                                        assertThat(violation.says()).contains("byte order mark")));
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "A misfire maxAge beyond the ledger's retention was accepted",
            now = "It is refused: the ledger would not remember what it ran")
    void noPolicyReachesFurtherBackThanTheLedger() {
        String text =
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}],"
                        + "\"policies\":{\"misfire\":{\"maxAge\":\"P15D\"}}}]}";
        assertThat(reader.read(text)).isInstanceOf(ReadResult.Valid.class);
        assertThat(new JobFileReader(Duration.ofDays(14)).read(text))
                .isEqualTo(new ReadResult.Invalid(List.of(new Violation(
                        "/jobs/0/policies/misfire/maxAge", "this must be a duration from PT0.001S to PT336H"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"interval\",\"value\":\"R/+1000000000-12-31T23:59:59Z/PT1H\"}",
                "{\"type\":\"interval\",\"value\":\"PT1H\",\"anchor\":\"-1000000000-01-01T00:00:00Z\"}"
            })
    void anInstantThatNoCalendarHoldsIsRefused(String trigger) {
        assertThat(reader.read("{\"jobs\":[{\"name\":\"a\",\"trigger\":" + trigger
                        + ",\"actions\":[{\"type\":\"check_health\"}]}]}"))
                .isInstanceOfSatisfying(
                        ReadResult.Invalid.class,
                        invalid -> assertThat(invalid.violations())
                                .singleElement()
                                .satisfies(one -> assertThat(one.says()).contains("an instant")));
    }

    private Trigger trigger(String json) {
        ReadResult result = reader.read(
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":" + json + ",\"actions\":[{\"type\":\"check_health\"}]}]}");
        assertThat(result).isInstanceOf(ReadResult.Valid.class);
        return ((ReadResult.Valid) result).file().list().getFirst().trigger();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A number such as 1e999 in a job file failed every look at it, and validation answered 500",
            now = "It is a violation with its place")
    void aNumberThatNoDoubleHoldsIsNamed() {
        assertThat(reader.read("{\"jobs\":[],\"description\":{\"a/b\":[1,-1e999]}}"))
                .isEqualTo(new ReadResult.Invalid(
                        List.of(new Violation("/description/a~1b/1", "this number is too large"))));
    }

    @Test
    void whatAPolicyDoesNotStateIsAsInTheStandard() {
        String text =
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}],"
                        + "\"policies\":{\"misfire\":\"none\",\"retry\":{\"attempts\":5,\"on\":[\"server-error\"]},\"overlap\":\"queue-one\"}}]}";
        Policies standard = Policies.standard();
        assertThat(reader.read(text))
                .isInstanceOfSatisfying(
                        ReadResult.Valid.class,
                        valid -> assertThat(valid.file().list().getFirst().policies())
                                .isEqualTo(new Policies(
                                        new Policies.Misfire(
                                                Mode.NONE,
                                                standard.misfire().limit(),
                                                standard.misfire().maxAge(),
                                                standard.misfire().tolerance()),
                                        Overlap.QUEUE_ONE,
                                        standard.timeouts(),
                                        new Policies.Retry(
                                                5,
                                                standard.retry().backoff(),
                                                standard.retry().factor(),
                                                standard.retry().cap(),
                                                standard.retry().jitter(),
                                                Set.of(Policies.Fault.SERVER_ERROR)),
                                        standard.lost(),
                                        standard.pauseAfter(),
                                        standard.failureAfter())));
    }

    @Test
    void twoJobsOfOneNameAreRefused() {
        String job = "{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}]}";
        assertThat(reader.read("{\"jobs\":[" + job + "," + job + "]}"))
                .isEqualTo(new ReadResult.Invalid(
                        List.of(new Violation("/jobs/1/name", "another job is called 'a' already"))));
    }

    @Test
    void everyViolationIsFoundAtOnce() {
        String text = "{\"jobs\":[{\"name\":\"\",\"trigger\":{\"type\":\"never\"},\"actions\":{}},{}],\"more\":1}";
        assertThat(reader.read(text))
                .isInstanceOfSatisfying(
                        ReadResult.Invalid.class,
                        bad -> assertThat(bad.violations())
                                .extracting(Violation::pointer)
                                .contains(
                                        "/more", "/jobs/0/name", "/jobs/0/trigger/type", "/jobs/0/actions", "/jobs/1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jobs\":[%s]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[%s]}]}",
                "{\"jobs\":[],\"description\":[%s]}"
            })
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "A job file of 2 MB with a wrong value after the other made a million violations and ended the process",
            now = "Reading ends with the first thousand violations, and a file of too many values is refused unread")
    void aFileOfCountlessErrorsIsRefusedWithFewViolations(String file) {
        assertThat(reader.read(file.formatted("1e999" + ",1e999".repeat(200_000))))
                .isInstanceOfSatisfying(
                        ReadResult.Invalid.class,
                        bad -> assertThat(bad.violations()).hasSizeBetween(1, 2_000));
        assertThat(reader.read(file.formatted("{}" + ",{}".repeat(200_000))))
                .satisfiesAnyOf(
                        valid -> assertThat(valid).isInstanceOf(ReadResult.Valid.class),
                        invalid -> assertThat(((ReadResult.Invalid) invalid).violations())
                                .hasSizeBetween(1, 2_000));
    }

    @Test
    void aFileOfTooManyValuesIsRefusedUnread() {
        assertThat(reader.read("{\"jobs\":[],\"description\":[1" + ",1".repeat(3_000_000) + "]}"))
                .isEqualTo(new ReadResult.Invalid(
                        List.of(new Violation("", "a job file has at most 2000000 keys and values"))));
    }

    @Test
    void jobsOfOneNameAreNotListedWithoutEnd() {
        String job = "{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}]}";
        assertThat(reader.read("{\"jobs\":[" + job + ("," + job).repeat(5_000) + "]}"))
                .isInstanceOfSatisfying(
                        ReadResult.Invalid.class,
                        bad -> assertThat(bad.violations()).hasSizeBetween(1, 2_000));
    }

    private List<Job> good(String sample) {
        ReadResult reading = reader.read(text(sample));
        assertThat(reading).isInstanceOf(ReadResult.Valid.class);
        return ((ReadResult.Valid) reading).file().list();
    }

    static String text(String sample) {
        try (InputStream in =
                Objects.requireNonNull(JobFileReaderTest.class.getResourceAsStream("/samples/" + sample))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
