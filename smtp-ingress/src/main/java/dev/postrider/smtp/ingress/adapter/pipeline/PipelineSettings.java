package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import java.time.Duration;
import java.util.Map;

/**
 * How the steps are taken.
 *
 * @param timeLimit of all steps of a message together
 * @param timeLimits of each step; every one is named
 */
public record PipelineSettings(Duration timeLimit, Map<PolicyStep, Duration> timeLimits, RspamdSettings rspamd) {}
