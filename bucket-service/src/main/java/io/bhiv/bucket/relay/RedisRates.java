package io.bhiv.bucket.relay;

import io.bhiv.kit.auth.SharedRateLimits;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Rate limits of all replicas together: one token bucket per caller in Redis, by the clock of Redis.
 *
 * <p>One script and one round trip on the connection that the hints use. A library's bucket would need a second client, two
 * round trips and replicas whose clocks agree.
 */
@ApplicationScoped
class RedisRates implements SharedRateLimits {

    /** Returns the milliseconds to wait, 0 where the request is within the rate. A bucket that is full again is forgotten. */
    private static final String TAKE = """
            local rate, capacity = tonumber(ARGV[1]), tonumber(ARGV[2])
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
            local passed = math.max(0, now - (tonumber(bucket[2]) or now))
            local tokens = math.min(capacity, (tonumber(bucket[1]) or capacity) + passed * rate / 1000)
            local wait = 0
            if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * 1000 / rate) end
            redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', now))
            redis.call('PEXPIRE', KEYS[1], math.ceil(capacity * 1000 / rate))
            return wait
            """;

    private final RedisHints redis;
    private final RedisConfig config;

    RedisRates(RedisHints redis, RedisConfig config) {
        this.redis = redis;
        this.config = config;
    }

    @Override
    public Uni<Duration> take(String caller, int perSecond) {
        return redis.send(Request.cmd(Command.EVAL)
                        .arg(TAKE)
                        .arg(1)
                        .arg(config.prefix() + ":rate:" + caller)
                        .arg(perSecond)
                        .arg(perSecond * (long) BURST_SECONDS))
                .map(waitMillis -> Duration.ofMillis(waitMillis.toLong()));
    }
}
