package io.bhiv.automation.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.automation.engine.read.ReadResult;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActiveJobsTest {

    private final Map<String, String> schedules = new HashMap<>();

    /**
     * They stand in the ledgers of those who upgrade: where a word of one changes, every such job begins at now, and what was due while the
     * service was down is never caught up, nor recorded as missed.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"onStartup"} | OnStartup[scope=PROCESS]
            {"type":"onStartup","once":"per-deployment"} | OnStartup[scope=DEPLOYMENT]
            {"type":"intervalMinutes","value":30} | Every[period=PT30M, anchor=1970-01-01T00:00:00Z, repetitions=OptionalLong.empty]
            {"type":"interval","value":"PT90.5S","anchor":"2026-01-01T00:00:00.25Z"} | Every[period=PT1M30.5S, anchor=2026-01-01T00:00:00.250Z, repetitions=OptionalLong.empty]
            {"type":"interval","value":"R5/2026-01-01T00:00:00Z/PT1H"} | Every[period=PT1H, anchor=2026-01-01T00:00:00Z, repetitions=OptionalLong[6]]
            {"type":"interval","value":"R/2026-01-01T00:00:00Z/PT1H"} | Every[period=PT1H, anchor=2026-01-01T00:00:00Z, repetitions=OptionalLong[9223372036854775807]]
            {"type":"cron","value":"0 30 2 ? * mon-fri","zone":"Europe/Berlin"} | Cron[expression=0 30 2 ? * MON-FRI, zone=Europe/Berlin]
            {"type":"cron","value":"0 0 3 * * *","zone":"+02:00"} | Cron[expression=0 0 3 * * *, zone=+02:00]
            {"type":"event","topic":"results"} | OnRecord[topic=results, where=[]]
            {"type":"event","topic":"results","where":[{"pointer":"/status","equals":"failed"},{"pointer":"/n","equals":{"a":[1.5,null]}}]} | OnRecord[topic=results, where=[Filter[pointer=/status, equalTo="failed"], Filter[pointer=/n, equalTo={"a":[1.5,null]}]]]
            {"type":"event","metric":{"url":"http://a:1/q","pointer":"/pending","above":1000,"rearmAt":0.5,"every":"PT10S"}} | OnMetric[url=http://a:1/q, source=AtPointer[pointer=/pending], above=1000.0, rearmAt=0.5, every=PT10S]
            {"type":"event","metric":{"url":"http://a/q","sample":"up{job=\\"x\\"}","above":1e9}} | OnMetric[url=http://a/q, source=Sample[series=up{job="x"}], above=1.0E9, rearmAt=1.0E9, every=PT30S]
            """)
    void theFingerprintsOfSchedulesAreThoseOfTheVersionsBefore(String trigger, String fingerprint) {
        activate("{\"name\":\"a\",\"trigger\":" + trigger + ",\"actions\":[{\"type\":\"check_health\"}]}");

        assertThat(schedules).containsExactly(Map.entry("a", fingerprint));
    }

    @Test
    void aNoticeHasNoSchedule() {
        activate(
                "{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}],\"onFailure\":[{\"type\":\"check_health\"}]}");

        assertThat(schedules).containsEntry("a/on-failure", "notice");
    }

    private void activate(String job) {
        ReadResult.Valid file = (ReadResult.Valid) new JobFileReader().read("{\"jobs\":[" + job + "]}");
        new ActiveJobs(noting()).activate(file.file()).await().atMost(Duration.ofSeconds(5));
    }

    private Ledger noting() {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("reconcile");
                    Map<String, JobState> states = new HashMap<>();
                    ((Map<?, ?>) arguments[0]).forEach((name, schedule) -> {
                        schedules.put(String.valueOf(name), String.valueOf(schedule));
                        states.put(String.valueOf(name), JobState.fresh(Instant.EPOCH));
                    });
                    return Uni.createFrom().item(states);
                });
    }
}
