# Build the application first: ./mvnw -q -B package -DskipTests
# Then:                        docker build -t sluice:0.1.0 .   (or: minikube image build -t sluice:0.1.0 .)
FROM eclipse-temurin:25-jre

WORKDIR /opt/sluice
COPY target/quarkus-app/lib/ lib/
COPY target/quarkus-app/quarkus/ quarkus/
COPY target/quarkus-app/app/ app/
COPY target/quarkus-app/quarkus-run.jar ./

USER 10001:10001
EXPOSE 8080 9000
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"

ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "quarkus-run.jar"]
CMD ["controller"]
