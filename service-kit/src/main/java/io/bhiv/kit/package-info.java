/**
 * What every service needs and none owns: how an error is answered ({@code problem}), who may call ({@code auth}), how
 * many requests share one fsync ({@code commit}), how rows reach Kafka ({@code kafka}, {@code outbox}), how background
 * work stays alive and shows it ({@code loop}), what is checked before a service starts ({@code start}), and how old
 * data leaves ({@code partition}).
 */
@NullMarked
package io.bhiv.kit;

import org.jspecify.annotations.NullMarked;
