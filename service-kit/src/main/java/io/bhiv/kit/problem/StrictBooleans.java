package io.bhiv.kit.problem;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code true} and {@code false} in a path or query, and nothing else. JAX-RS takes every other word for false, so
 * that {@code dryRun=yes} would act.
 */
@Provider
public final class StrictBooleans implements ParamConverterProvider {

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> rawType, Type genericType, Annotation[] annotations) {
        boolean isBoolean = rawType == boolean.class || rawType == Boolean.class;
        return isBoolean ? (ParamConverter<T>) new TrueOrFalse() : null;
    }

    private static final class TrueOrFalse implements ParamConverter<Boolean> {

        @Override
        public Boolean fromString(String value) {
            return switch (value) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("neither true nor false");
            };
        }

        @Override
        public String toString(Boolean value) {
            return value.toString();
        }
    }
}
