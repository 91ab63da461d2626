package io.bhiv.rules.sample.sleep;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

final class Parks {

    static final LongConsumer PAUSE = LockSupport::parkNanos;

    private Parks() {}

    static void pauseForASecond() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }
}
