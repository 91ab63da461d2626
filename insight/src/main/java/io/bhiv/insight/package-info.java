/**
 * The InsightFlow page: what every service reports on {@code insight-flow}, kept and shown.
 *
 * <p>{@link io.bhiv.insight.InsightFlow} is the story: the tail of the topic is read ({@code consume}), enters the picture in
 * memory ({@code picture}) and is stored ({@code store}); once a second the picture is judged ({@code evaluate}) and drawn for all
 * viewers at once ({@code page}). {@code api} is the HTTP side. The picture and its verdict need neither PostgreSQL nor Kafka:
 * while one of them is away the page shows so.
 */
@NullMarked
package io.bhiv.insight;

import org.jspecify.annotations.NullMarked;
