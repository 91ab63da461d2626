package io.bhiv.biometric.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.HealthTrigger;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

class EventJsonTest {

    private static final ObjectMapper ANNOTATIONS =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    @Property(tries = 500)
    void eventIsWrittenAsItsAnnotationsSay(@ForAll long seed) throws IOException {
        BiometricEvent event = (BiometricEvent) any(BiometricEvent.class, new Random(seed));
        assertThat(ANNOTATIONS.readTree(EventJson.bytes(event)))
                .isEqualTo(ANNOTATIONS.readTree(ANNOTATIONS.writeValueAsBytes(event)));
    }

    @Property(tries = 100)
    void triggerIsWrittenAsItsAnnotationsSay(@ForAll long seed) throws IOException {
        HealthTrigger trigger = (HealthTrigger) any(HealthTrigger.class, new Random(seed));
        assertThat(ANNOTATIONS.readTree(EventJson.bytes(trigger)))
                .isEqualTo(ANNOTATIONS.readTree(ANNOTATIONS.writeValueAsBytes(trigger)));
    }

    @Property
    void instantIsWrittenAsThePlatformWritesIt(
            @ForAll @LongRange(min = -62_135_596_800_000L, max = 253_402_300_799_999L) long millis) {
        Instant instant = Instant.ofEpochMilli(millis);
        assertThat(UtcMillis.format(instant))
                .isEqualTo(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
                        .format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)));
    }

    /** A value of the type with random parts; nullable parts are sometimes missing. */
    private static Object any(Type type, Random random) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            List<Object> elements = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                elements.add(any(generic.getActualTypeArguments()[0], random));
            }
            return elements;
        }
        if (type instanceof ParameterizedType) {
            return Map.of("text", "a\"ü\n" + random.nextInt(), "number", random.nextInt(), "real", 0.5);
        }
        return any((Class<?>) type, random);
    }

    private static Object any(Class<?> type, Random random) {
        if (type == String.class) {
            return "tä\"xt\u0001" + random.nextInt();
        } else if (type == UUID.class) {
            return new UUID(random.nextLong(), random.nextLong());
        } else if (type == Long.class) {
            return random.nextLong();
        } else if (type == int.class) {
            return random.nextInt();
        } else if (type == Double.class || type == double.class) {
            return random.nextGaussian() * 100;
        } else if (type == Boolean.class) {
            return random.nextBoolean();
        } else if (type == Instant.class) {
            return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        } else if (type == LocalDate.class) {
            return LocalDate.ofEpochDay(random.nextInt(40_000));
        } else if (type.isEnum()) {
            return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
        }
        return anyRecord(type, random);
    }

    private static Object anyRecord(Class<?> type, Random random) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable
        Object[] parts = Arrays.stream(components)
                .map(component ->
                        component.getAnnotatedType().isAnnotationPresent(Nullable.class) && random.nextBoolean()
                                ? null
                                : any(component.getGenericType(), random))
                .toArray();
        try {
            return type.getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(parts);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
