package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.normalise.Outcome.AwaitingFetch;
import io.bhiv.biometric.normalise.Outcome.ParkReason;
import io.bhiv.biometric.normalise.Outcome.Parked;
import io.bhiv.biometric.normalise.Outcome.Silence;
import io.bhiv.biometric.normalise.Outcome.Superseded;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provider;
import io.bhiv.model.biometric.ValueStatus;
import io.bhiv.model.biometric.ZoneSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NormaliserTest {

    private static final String USER = "4735eac4-31a2-47ef-8b11-51e98d84c680";
    private static final String NEW_USER = "9c8b7a65-4321-4fed-a0b9-87c6d5e4f321";

    @Nested
    class Versions {

        private final KnownState state = Given.nothingKnown();

        @Test
        void replayGivesTheSameEvents() {
            Normalised first = sleep(Given.ORDERING, "43.0");
            assertThat(sleep(Given.ORDERING, "43.0").events()).isEqualTo(first.events());
        }

        @Test
        void correctionKeepsTheKeyAndRaisesTheRevision() {
            BiometricEvent first = Given.event(sleep(Given.ORDERING, "43.0"), "hrv_rmssd|MEAN");
            BiometricEvent second = Given.event(sleep(Given.ORDERING + 1, "44.0"), "hrv_rmssd|MEAN");
            assertThat(second.idempotencyKey()).isEqualTo(first.idempotencyKey());
            assertThat(second.revision()).isGreaterThan(first.revision());
            assertThat(second.eventId()).isNotEqualTo(first.eventId());
        }

        @Test
        void olderVersionSaysNothing() {
            sleep(Given.ORDERING, "43.0");
            Normalised late = sleep(Given.ORDERING - 1, "12.0");
            assertThat(late.outcome()).isEqualTo(new Superseded());
            assertThat(late.events()).isEmpty();
            assertThat(late.resources()).isEmpty();
        }

        @Test
        void deliveryWithoutAnOrderIsTheNewest() {
            BiometricEvent event = Given.event(
                    Given.normalise(Given.LINKING, Given.terra(Given.text("terra/sleep.json"), null), state),
                    "hrv_rmssd|MEAN");
            assertThat(event.revision()).isEqualTo(Given.RECEIVED.toEpochMilli());
        }

        @Test
        void orderFromTheFarFutureOrInSecondsDoesNotCount() {
            for (long nonsense : new long[] {Given.ORDERING + 100_000_000_000L, 1783233674L}) {
                BiometricEvent event = Given.event(
                        Given.normalise(
                                Given.LINKING,
                                Given.terra(Given.text("terra/sleep.json"), nonsense),
                                Given.nothingKnown()),
                        "hrv_rmssd|MEAN");
                assertThat(event.revision()).isEqualTo(Given.RECEIVED.toEpochMilli());
            }
        }

        @Test
        void newerVersionDeletesWhatItNoLongerSays() {
            sleep(Given.ORDERING, "43.0");
            String without = Given.text("terra/sleep.json").replace("\"delta\": -0.11", "\"delta\": null");
            Normalised newer = Given.normalise(Given.LINKING, Given.terra(without, Given.ORDERING + 1), state);
            BiometricEvent gone = Given.event(newer, "skin_temperature_deviation|DELTA_FROM_BASELINE");
            assertThat(gone.operation()).isEqualTo(Operation.DELETE);
            assertThat(gone.valueStatus()).isEqualTo(ValueStatus.RETRACTED);
            assertThat(gone.metric()).isEqualTo(Metric.SKIN_TEMPERATURE_DEVIATION);
            EventSchema.assertValid(newer.events());
        }

        @Test
        void valueThatTurnsNullIsAbsentNotDeleted() {
            sleep(Given.ORDERING, "43.0");
            BiometricEvent hrv = Given.event(sleep(Given.ORDERING + 1, "null"), "hrv_rmssd|MEAN");
            assertThat(hrv.operation()).isEqualTo(Operation.UPSERT);
            assertThat(hrv.valueStatus()).isEqualTo(ValueStatus.ABSENT);
        }

        @Test
        void enrichmentThatTurnsNullErasesNothing() {
            sleep(Given.ORDERING, "43.0");
            String without = Given.text("terra/sleep.json").replace("\"sleep_score\": 84.2", "\"sleep_score\": null");
            Normalised newer = Given.normalise(Given.LINKING, Given.terra(without, Given.ORDERING + 1), state);
            assertThat(newer.events()).noneMatch(event -> event.operation() == Operation.DELETE);
            assertThat(newer.resources().values().iterator().next().facts())
                    .contains("other:sleep.data_enrichment.sleep_score|SCORE");
        }

        @Test
        void editedBedtimeKeepsOneNight() {
            BiometricEvent first = Given.event(sleep(Given.ORDERING, "43.0"), "hrv_rmssd|MEAN");
            String edited = Given.text("terra/sleep.json").replace("T23:24:30.000000+02:00", "T22:24:30.000000+01:00");
            Normalised moved = Given.normalise(Given.LINKING, Given.terra(edited, Given.ORDERING + 1), state);
            assertThat(Given.event(moved, "hrv_rmssd|MEAN").idempotencyKey()).isEqualTo(first.idempotencyKey());
            assertThat(moved.events()).noneMatch(event -> event.operation() == Operation.DELETE);
        }

        @Test
        void deletedWorkoutWithdrawsWhatWasTold() {
            String workout = Given.text("terra/activity.json");
            Normalised told = Given.normalise(Given.LINKING, Given.terra(workout), state);
            Normalised deleted = Given.normalise(
                    Given.LINKING,
                    Given.terra(workout.replace("\"upload_type\": 1", "\"upload_type\": 4"), Given.ORDERING + 1),
                    state);
            assertThat(deleted.events())
                    .hasSameSizeAs(told.events())
                    .allMatch(event -> event.operation() == Operation.DELETE);
            assertThat(keys(deleted)).containsExactlyInAnyOrderElementsOf(keys(told));
            EventSchema.assertValid(deleted.events());
            Normalised late = Given.normalise(Given.LINKING, Given.terra(workout, Given.ORDERING), state);
            assertThat(late.outcome()).isEqualTo(new Superseded());
        }

        @Test
        void retractionThatOvertakesItsObservationWins() {
            String retracted = Given.text("terra/health_observation.retracted.json");
            Given.normalise(Given.LINKING, Given.terra(retracted, Given.ORDERING + 1), state);
            Normalised late = Given.normalise(
                    Given.LINKING, Given.terra(retracted.replace("\"status\": 3", "\"status\": 1")), state);
            assertThat(late.outcome()).isEqualTo(new Superseded());
        }

        @Test
        void sameDayTwiceInOneDeliveryIsOneDay() {
            String day =
                    "{\"metadata\":{\"start_time\":\"2026-07-05T00:00:00+02:00\"},\"distance_data\":{\"steps\":%d}}";
            Normalised normalised = Given.normalise(
                    Given.LINKING,
                    Given.terra("{\"type\":\"daily\",\"user\":{\"user_id\":\"u\"},\"data\":[" + day.formatted(1) + ","
                            + day.formatted(2) + "]}"),
                    state);
            assertThat(normalised.events()).hasSize(1);
            assertThat(normalised.events().getFirst().value()).isEqualTo(2);
        }

        private Normalised sleep(long ordering, String rmssd) {
            String body =
                    Given.text("terra/sleep.json").replace("\"avg_hrv_rmssd\": 43.0", "\"avg_hrv_rmssd\": " + rmssd);
            return Given.normalise(Given.LINKING, Given.terra(body, ordering), state);
        }
    }

    @Nested
    class Users {

        @Test
        void firstDeliveryMakesTheLink() {
            Normalised normalised =
                    Given.normalise(Given.LINKING, Given.terra(Given.text("terra/sleep.json")), Given.nothingKnown());
            assertThat(normalised.links()).singleElement().satisfies(link -> {
                assertThat(link.connectionId()).startsWith("con_");
                assertThat(link.subjectId()).startsWith("sub_");
                assertThat(link.state()).isEqualTo(ConnectionState.ACTIVE);
            });
        }

        @Test
        void knownUserIsNotLinkedAgain() {
            Normalised normalised = Given.normalise(
                    Given.LINKING,
                    Given.terra(Given.text("terra/sleep.json")),
                    Given.knowing(Given.link(USER, "con_1", "sub_1")));
            assertThat(normalised.links()).isEmpty();
            assertThat(normalised.events())
                    .allMatch(event -> event.subject().connectionId().equals("con_1"));
        }

        @Test
        void linksOfOneReferenceShareTheSubject() {
            BiometricEvent oura = Given.normalise(
                            Given.LINKING, Given.terra(Given.text("terra/sleep.json")), Given.nothingKnown())
                    .events()
                    .getFirst();
            BiometricEvent whoop = Given.normalise(
                            Given.LINKING, Given.terra(Given.text("terra/daily.json")), Given.nothingKnown())
                    .events()
                    .getFirst();
            assertThat(whoop.subject().subjectId()).isEqualTo(oura.subject().subjectId());
            assertThat(whoop.subject().connectionId())
                    .isNotEqualTo(oura.subject().connectionId());
        }

        @Test
        void anotherTenantHasOtherIds() {
            Normaliser other = new Normaliser(new NormaliserSettings("other", UnknownUserPolicy.LINK, null));
            String body = Given.text("terra/sleep.json");
            assertThat(Given.normalise(other, Given.terra(body), Given.nothingKnown())
                            .links()
                            .getFirst()
                            .connectionId())
                    .isNotEqualTo(Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown())
                            .links()
                            .getFirst()
                            .connectionId());
        }

        @Test
        void unknownUserIsParkedWhereThePolicySaysSo() {
            KnownState state = Given.nothingKnown();
            String sleep = Given.text("terra/sleep.json");
            assertThat(Given.normalise(Given.PARKING, Given.terra(sleep), state).outcome())
                    .isEqualTo(new Parked(ParkReason.UNKNOWN_USER));
            Given.normalise(Given.PARKING, Given.terra(Given.text("terra/auth.success.json")), state);
            assertThat(Given.normalise(Given.PARKING, Given.terra(sleep), state).events())
                    .isNotEmpty();
        }

        @Test
        void dataOfNobodyIsParked() {
            String nobody = Given.text("terra/sleep.json").replace("\"user\":", "\"not_a_user\":");
            assertThat(Given.normalise(Given.LINKING, Given.terra(nobody), Given.nothingKnown())
                            .outcome())
                    .isEqualTo(new Parked(ParkReason.NO_USER));
        }

        @Test
        void revokedConnectionTakesNoDataUntilItIsMadeAgain() {
            KnownState state = Given.nothingKnown();
            String sleep = Given.text("terra/sleep.json");
            Given.normalise(Given.LINKING, Given.terra(Given.text("terra/deauth.json"), Given.ORDERING), state);
            assertThat(Given.normalise(Given.LINKING, Given.terra(sleep), state).outcome())
                    .isEqualTo(new Parked(ParkReason.REVOKED_CONNECTION));
            Given.normalise(
                    Given.LINKING, Given.terra(Given.text("terra/auth.success.json"), Given.ORDERING + 1), state);
            assertThat(Given.normalise(Given.LINKING, Given.terra(sleep), state).events())
                    .isNotEmpty();
        }

        @Test
        void olderNewsOfALinkIsSuperseded() {
            KnownState state = Given.nothingKnown();
            Given.normalise(Given.LINKING, Given.terra(Given.text("terra/auth.success.json"), Given.ORDERING), state);
            assertThat(Given.normalise(
                                    Given.LINKING,
                                    Given.terra(Given.text("terra/deauth.json"), Given.ORDERING - 1),
                                    state)
                            .outcome())
                    .isEqualTo(new Superseded());
        }

        @Test
        void authenticationThatFailedMakesNoLink() {
            Normalised failed = Given.normalise(
                    Given.LINKING, Given.terra(Given.text("terra/auth.error.legacy.json")), Given.nothingKnown());
            assertThat(failed.links()).isEmpty();
            assertThat(failed.outcome()).isEqualTo(new Outcome.Nothing(Silence.CONTROL));
        }
    }

    @Nested
    class Reauthentication {

        private final KnownState state = Given.nothingKnown();
        private final String authOfNew = Given.text("terra/auth.success.json").replace(USER, NEW_USER);

        @Test
        void keepsConnectionAndSubjectWhenItComesFirst() {
            Link before = linkOf(USER, "terra/sleep.json");
            say(Given.text("terra/user_reauth.json"), 1);
            say(authOfNew, 2);
            assertSamePerson(before);
        }

        @Test
        void keepsConnectionAndSubjectWhenTheAuthenticationComesFirst() {
            Link before = linkOf(USER, "terra/sleep.json");
            say(authOfNew, 2);
            say(Given.text("terra/user_reauth.json"), 1);
            assertSamePerson(before);
        }

        @Test
        void saidTwiceChangesNothing() {
            Link before = linkOf(USER, "terra/sleep.json");
            say(Given.text("terra/user_reauth.json"), 1);
            say(Given.text("terra/user_reauth.json"), 1);
            assertSamePerson(before);
        }

        @Test
        void withoutAnOldUserItIsALinkOfItsOwn() {
            Normalised normalised = say(Given.text("terra/user_reauth.no-old-user.json"), 1);
            assertThat(normalised.links())
                    .singleElement()
                    .satisfies(link -> assertThat(link.user().userId()).isEqualTo(NEW_USER));
            assertThat(Given.told(normalised.events().getFirst().connection()).previousProviderUserId())
                    .isNull();
        }

        @Test
        void ofAnUnknownOldUserDerivesTheConnectionFromTheFirstId() {
            Link unknownBefore = Given.normalise(
                            Given.LINKING, Given.terra(Given.text("terra/sleep.json")), Given.nothingKnown())
                    .links()
                    .getFirst();
            Normalised normalised = say(Given.text("terra/user_reauth.json"), 1);
            assertThat(normalised.links()).allMatch(link -> link.connectionId().equals(unknownBefore.connectionId()));
        }

        @Test
        void endOfTheOldIdDoesNotEndTheConnection() {
            linkOf(USER, "terra/sleep.json");
            say(Given.text("terra/user_reauth.json"), 1);
            Normalised end = say(Given.text("terra/deauth.json"), 3);
            assertThat(end.events()).isEmpty();
            assertThat(end.outcome()).isEqualTo(new Outcome.Nothing(Silence.REPLACED_USER));
            assertThat(say(Given.text("terra/sleep.json").replace(USER, NEW_USER), 4)
                            .events())
                    .isNotEmpty();
        }

        @Test
        void lateDataOfTheOldIdStillBelongsToThePerson() {
            Link before = linkOf(USER, "terra/sleep.json");
            say(Given.text("terra/user_reauth.json"), 1);
            BiometricEvent late =
                    say(Given.text("terra/sleep.json"), 5).events().getFirst();
            assertThat(late.subject().connectionId()).isEqualTo(before.connectionId());
        }

        private Link linkOf(String user, String sample) {
            say(Given.text(sample), 0);
            return Given.told(state.link(Given.terraUser(user)));
        }

        private void assertSamePerson(Link before) {
            BiometricEvent event = say(Given.text("terra/sleep.json").replace(USER, NEW_USER), 9)
                    .events()
                    .getFirst();
            assertThat(event.subject().connectionId()).isEqualTo(before.connectionId());
            assertThat(event.subject().subjectId()).isEqualTo(before.subjectId());
            assertThat(event.subject().providerUserId()).isEqualTo(NEW_USER);
            assertThat(Given.told(state.link(Given.terraUser(NEW_USER))).state())
                    .isEqualTo(ConnectionState.ACTIVE);
        }

        private Normalised say(String body, int later) {
            return Given.normalise(Given.LINKING, Given.terra(body, Given.ORDERING + later), state);
        }
    }

    @Nested
    class LegacyShape {

        @Test
        void withoutAUserBelongsToTheFixedOne() {
            Normalised normalised = legacy("{\"data\":[{\"hrv_data\":{\"rmssd\":20}}]}");
            BiometricEvent event = normalised.events().getFirst();
            assertThat(event.metric()).isEqualTo(Metric.HRV_RMSSD);
            assertThat(event.value()).isEqualTo(20);
            assertThat(event.subject().providerUserId()).isNull();
            assertThat(normalised.links()).hasSize(1);
            EventSchema.assertValid(normalised.events());
        }

        @Test
        void withAUserBelongsToThatOne() {
            for (String user : List.of(
                    "\"user\":{\"user_id\":\"u\"}",
                    "\"user_id\":\"u\"",
                    "\"type\":\"body\",\"user\":{\"user_id\":\"u\"}")) {
                BiometricEvent event = legacy("{" + user + ",\"data\":[{\"hrv_data\":{\"rmssd\":20}}]}")
                        .events()
                        .getFirst();
                assertThat(event.subject().providerUserId()).as(user).isEqualTo("u");
            }
        }

        @Test
        void takesTheValueRawButFinite() {
            assertThat(legacy("{\"data\":[{\"hrv_data\":{\"rmssd\":-3}}]}")
                            .events()
                            .getFirst()
                            .value())
                    .isEqualTo(-3);
            assertThat(legacy("{\"data\":[{\"hrv_data\":{\"rmssd\":1e400}}]}").outcome())
                    .isEqualTo(new Parked(ParkReason.WRONG_SHAPE));
            assertThat(legacy("{\"data\":[{\"hrv_data\":{\"rmssd\":null}}]}")
                            .events()
                            .getFirst()
                            .valueStatus())
                    .isEqualTo(ValueStatus.ABSENT);
        }

        @Test
        void isTakenEvenWhereUnknownUsersAreParked() {
            assertThat(Given.normalise(
                                    Given.PARKING,
                                    Given.terra("{\"data\":[{\"hrv_data\":{\"rmssd\":20}}]}"),
                                    Given.nothingKnown())
                            .events())
                    .hasSize(1);
        }

        private static Normalised legacy(String body) {
            return Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
        }
    }

    @Nested
    class Notices {

        @Test
        void ouraNoticeAwaitsItsFetch() {
            assertThat(notice(Provider.OURA, "oura/sleep.update.json").outcome())
                    .isInstanceOfSatisfying(AwaitingFetch.class, awaiting -> {
                        assertThat(awaiting.type()).isEqualTo("sleep");
                        assertThat(awaiting.operation()).isEqualTo(Operation.UPSERT);
                        assertThat(awaiting.occurredAt()).isEqualTo("2026-07-05T07:58:40.120Z");
                    });
            assertThat(notice(Provider.OURA, "oura/sleep.delete.json").outcome())
                    .isInstanceOfSatisfying(
                            AwaitingFetch.class,
                            awaiting -> assertThat(awaiting.operation()).isEqualTo(Operation.DELETE));
        }

        @Test
        void whoopNoticeAwaitsItsFetch() {
            assertThat(notice(Provider.WHOOP, "whoop/recovery.updated.json").outcome())
                    .isInstanceOfSatisfying(AwaitingFetch.class, awaiting -> {
                        assertThat(awaiting.type()).isEqualTo("recovery");
                        assertThat(awaiting.objectId()).isEqualTo("550e8400-e29b-41d4-a716-446655440000");
                    });
        }

        @Test
        void retiredVersionIsParked() {
            assertThat(notice(Provider.WHOOP, "whoop/workout.updated.v1-legacy.json")
                            .outcome())
                    .isEqualTo(new Parked(ParkReason.RETIRED_VERSION));
        }

        @Test
        void providerWithoutADialectIsParked() {
            assertThat(Given.normalise(
                                    Given.LINKING,
                                    Given.delivery(Provider.FITBIT, "{}".getBytes(StandardCharsets.UTF_8), null),
                                    Given.nothingKnown())
                            .outcome())
                    .isEqualTo(new Parked(ParkReason.UNSUPPORTED_PROVIDER));
        }

        private static Normalised notice(Provider provider, String sample) {
            return Given.normalise(
                    Given.LINKING,
                    Given.delivery(provider, Given.sample(sample), Given.ORDERING),
                    Given.nothingKnown());
        }
    }

    @Nested
    class Times {

        @Test
        void localDateIsCopiedNeverComputed() {
            BiometricEvent event = daily("2026-07-05T00:00:00+02:00", 1);
            assertThat(event.effective().localDate()).hasToString("2026-07-05");
            assertThat(event.effective().start()).isEqualTo("2026-07-04T22:00:00Z");
            assertThat(event.effective().zoneOffset()).isEqualTo("+02:00");
        }

        @Test
        void timesThatAreOnlyUtcTellNoZone() {
            BiometricEvent event = daily("2026-07-05T00:00:00+00:00", 0);
            assertThat(event.effective().zoneOffset()).isNull();
            assertThat(event.effective().zoneSource()).isEqualTo(ZoneSource.UNKNOWN);
        }

        @Test
        void timeWithoutAnOffsetIsTakenAsUtcAndSaysSo() {
            BiometricEvent event = daily("2026-07-05T00:00:00", 1);
            assertThat(event.effective().start()).isEqualTo("2026-07-05T00:00:00Z");
            assertThat(event.effective().zoneSource()).isEqualTo(ZoneSource.ASSUMED_UTC);
        }

        @Test
        void recordWithoutAReadableTimeIsLeftOutAndCounted() {
            Normalised normalised = Given.normalise(
                    Given.LINKING,
                    Given.terra(body("yesterday", 1).replace("]}", "," + day("2026-07-05T00:00:00Z", 1) + "]}")),
                    Given.nothingKnown());
            assertThat(normalised.outcome()).isEqualTo(new Outcome.Events(0, 1));
            assertThat(Given.normalise(Given.LINKING, Given.terra(body("yesterday", 1)), Given.nothingKnown())
                            .outcome())
                    .isEqualTo(new Parked(ParkReason.WRONG_SHAPE));
        }

        private static BiometricEvent daily(String start, int localization) {
            Normalised normalised =
                    Given.normalise(Given.LINKING, Given.terra(body(start, localization)), Given.nothingKnown());
            EventSchema.assertValid(normalised.events());
            return normalised.events().getFirst();
        }

        private static String body(String start, int localization) {
            return "{\"type\":\"daily\",\"user\":{\"user_id\":\"u\"},\"data\":[" + day(start, localization) + "]}";
        }

        private static String day(String start, int localization) {
            return "{\"metadata\":{\"start_time\":\"" + start + "\",\"timestamp_localization\":" + localization
                    + "},\"distance_data\":{\"steps\":100}}";
        }
    }

    @Nested
    class Measurements {

        @Test
        void saturationOfAMuscleIsLeftOut() {
            String body = Given.text("terra/body.json").replace("\"type\": 0", "\"type\": 1");
            Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
            assertThat(normalised.events()).noneMatch(event -> event.metric() == Metric.SPO2);
        }

        @Test
        void napIsNoNight() {
            String nap = Given.text("terra/sleep.json").replace("\"is_nap\": false", "\"is_nap\": true");
            Normalised normalised = Given.normalise(Given.LINKING, Given.terra(nap), Given.nothingKnown());
            assertThat(normalised.events()).allMatch(event -> event.context() == MeasurementContext.NAP);
        }

        @Test
        void nullInASeriesStaysNull() {
            String body = Given.text("terra/sleep.json").replace("\"hrv_rmssd\": 41.0", "\"hrv_rmssd\": null");
            BiometricEvent series = Given.event(
                    Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown()), "hrv_rmssd|SERIES");
            assertThat(Given.values(series)).containsExactly(40.0, null, 42.0, 43.0);
        }

        @Test
        void longSeriesIsCutIntoRecordsThatKafkaTakes() {
            StringBuilder samples = new StringBuilder();
            for (int second = 0; second < 12_001; second++) {
                samples.append(second == 0 ? "" : ",")
                        .append("{\"timestamp\":\"2026-07-05T%02d:%02d:%02dZ\",\"bpm\":60.125}"
                                .formatted(second / 3600, second / 60 % 60, second % 60));
            }
            String body = "{\"type\":\"daily\",\"user\":{\"user_id\":\"u\"},\"data\":[{\"metadata\":{\"start_time\":"
                    + "\"2026-07-05T00:00:00Z\"},\"heart_rate_data\":{\"detailed\":{\"hr_samples\":[" + samples
                    + "]}}}]}";
            Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
            assertThat(keys(normalised)).hasSize(3).anyMatch(key -> key.endsWith("heart_rate|SERIES.3"));
            assertThat(normalised.events().stream()
                            .mapToInt(event -> Given.values(event).size()))
                    .containsExactly(5_000, 5_000, 2_001);
            EventSchema.assertValid(normalised.events());
        }

        @Test
        void weightOfTheDayIsItsLatest() {
            String body = """
                    {"type":"body","user":{"user_id":"u"},"data":[{"metadata":{"start_time":"2026-07-05T00:00:00+02:00"},
                     "measurements_data":{"measurements":[
                      {"measurement_time":"2026-07-05T20:00:00+02:00","weight_kg":80.5,"bodyfat_percentage":20.1,"user_notes":"after dinner"},
                      {"measurement_time":"2026-07-05T07:00:00+02:00","weight_kg":79.5}]}}]}""";
            Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
            assertThat(Given.event(normalised, "weight|LATEST").value()).isEqualTo(80.5);
            assertThat(Given.values(Given.event(normalised, "weight|SERIES"))).containsExactly(79.5, 80.5);
            assertThat(Given.event(normalised, "bodyfat_percentage|LATEST").unit())
                    .isEqualTo("%");
            EventSchema.assertValid(normalised.events());
        }

        @Test
        void typeZeroOfAWorkoutIsAType() {
            String body = Given.text("terra/activity.json").replace("\"type\": 8", "\"type\": 0");
            Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
            assertThat(Given.told(Given.event(normalised, "workout|SESSION").session())
                            .type())
                    .isEqualTo("0");
        }
    }

    @Test
    void resourcesToLookUpAreThoseThatAreStored() {
        var delivery = Given.terra(Given.text("terra/sleep.json"));
        var reading = Given.LINKING.read(delivery);
        assertThat(Given.LINKING.resources(reading, Map.of()))
                .isEqualTo(Given.LINKING
                        .normalise(delivery, reading, Given.nothingKnown())
                        .resources()
                        .keySet());
        assertThat(Given.LINKING.resources(reading, Map.of(Given.terraUser(USER), Given.link(USER, "con_1", "sub_1"))))
                .singleElement()
                .extracting(ResourceKey::connectionId)
                .isEqualTo("con_1");
    }

    private static List<String> keys(Normalised normalised) {
        return normalised.events().stream().map(BiometricEvent::idempotencyKey).toList();
    }
}
