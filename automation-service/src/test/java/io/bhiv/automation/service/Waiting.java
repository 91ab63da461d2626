package io.bhiv.automation.service;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Lets time pass where the passing of time is what is tested. */
final class Waiting {

    private Waiting() {}

    static void during(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }
}
