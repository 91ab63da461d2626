package io.bhiv.biometric.journey;

import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies of real shapes, with a user of their own so that tests do not meet. */
final class Bodies {

    private Bodies() {}

    static String sleep(String userId, String summaryId, double rmssd) {
        return """
                {"type":"sleep","status":"success","version":"2022-03-16",
                 "user":{"user_id":"%s","provider":"OURA","reference_id":"ref-%s","active":true},
                 "data":[{"metadata":{"summary_id":"%s","start_time":"2026-07-04T23:24:30.000000+02:00",
                   "end_time":"2026-07-05T07:12:44.000000+02:00","is_nap":false,"upload_type":2,"timestamp_localization":1},
                  "heart_rate_data":{"summary":{"avg_hr_bpm":55.4,"resting_hr_bpm":49,"avg_hrv_rmssd":%s,"avg_hrv_sdnn":null}}}]}""".formatted(userId, userId, summaryId, rmssd);
    }

    /** A night that ended in the morning of a day. */
    static String sleep(String userId, LocalDate day, double rmssd) {
        return sleep(userId, userId + '-' + day, rmssd)
                .replace("2026-07-04T", day.minusDays(1) + "T")
                .replace("2026-07-05T", day + "T");
    }

    /** The same night with a value of its own each second. */
    static String withHrvSamples(String sleep, int many) {
        Instant start = Instant.parse("2026-07-04T21:24:30Z");
        String samples = IntStream.range(0, many)
                .mapToObj(i -> "{\"timestamp\":\"%s\",\"hrv_rmssd\":%d.%d}"
                        .formatted(start.plusSeconds(i), 20 + i % 97, i % 89))
                .collect(Collectors.joining(","));
        return sleep.replace(
                "\"heart_rate_data\":{",
                "\"heart_rate_data\":{\"detailed\":{\"hrv_samples_rmssd\":[" + samples + "]},");
    }

    static String ouraNotice(String objectId) {
        return """
                {"event_type":"update","data_type":"sleep","object_id":"%s","event_time":"2026-07-05T06:41:12.345000+00:00",\
                "user_id":"9f3a1d0c-5b7e-4e0a-8b57-0c2d4e6f8a90"}""".formatted(objectId);
    }

    static String whoopNotice(String traceId) {
        return """
                {"user_id":10129,"id":"550e8400-e29b-41d4-a716-446655440000","type":"recovery.updated","trace_id":"%s"}""".formatted(traceId);
    }
}
