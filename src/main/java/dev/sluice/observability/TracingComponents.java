package dev.sluice.observability;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.internal.OtlpConfigUtil;
import io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider;
import io.opentelemetry.sdk.autoconfigure.EnvironmentResourceProvider;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;

/**
 * The parts of OpenTelemetry that traces are sent with. It would look them up by name, which a native binary does not know, and its own
 * maker of exporters brings gRPC, which is not here.
 */
final class TracingComponents implements ComponentLoader {
    private static final List<Object> ALL =
            List.of(new OtlpHttpExporterProvider(), new JdkHttpSenderProvider(), new EnvironmentResourceProvider());

    @Override
    public <T> Iterable<T> load(Class<T> kind) {
        return ALL.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Makes what sends spans by OTLP over HTTP, as OpenTelemetry's variables want it. */
    private static final class OtlpHttpExporterProvider implements ConfigurableSpanExporterProvider {
        @Override
        public String getName() {
            return "otlp";
        }

        @Override
        public SpanExporter createExporter(ConfigProperties config) {
            String protocol = OtlpConfigUtil.getOtlpProtocol(OtlpConfigUtil.DATA_TYPE_TRACES, config);
            if (!protocol.equals(OtlpConfigUtil.PROTOCOL_HTTP_PROTOBUF)) {
                throw new ConfigurationException(
                        "OTEL_EXPORTER_OTLP_PROTOCOL is " + protocol + ", and Sluice sends http/protobuf alone");
            }
            OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder();
            OtlpConfigUtil.configureOtlpExporterBuilder(
                    OtlpConfigUtil.DATA_TYPE_TRACES,
                    config,
                    builder::setComponentLoader,
                    builder::setEndpoint,
                    builder::addHeader,
                    builder::setCompression,
                    builder::setTimeout,
                    builder::setTrustedCertificates,
                    builder::setClientTls,
                    builder::setRetryPolicy,
                    builder::setMemoryMode);
            return builder.build();
        }
    }
}
