package io.bhiv.rules.sample.sleep;

final class Sleeps {

    private Sleeps() {}

    static void pause() throws InterruptedException {
        Thread.sleep(1);
    }
}
