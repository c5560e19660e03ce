{{- /* The Deployment of a service. Parameters: root, key, about, component, values. */}}
{{- define "postrider.workload" -}}
{{- $values := .values }}
{{- $scaled := or (dig "autoscaling" "enabled" false $values) (dig "keda" "enabled" false $values) }}
{{- $ports := (include "postrider.openPorts" . | fromYaml).ports }}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "postrider.metadata" (dict "root" .root "component" .component "name" (include "postrider.componentName" .)) | nindent 2 }}
spec:
  {{- if not $scaled }}
  replicas: {{ int $values.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  selector:
    matchLabels:
      {{- include "postrider.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "postrider.podLabels" (dict "root" .root "component" .component "labels" $values.podLabels) | nindent 8 }}
      annotations:
        checksum/config: {{ include "postrider.configuration" . | sha256sum }}
        {{- with merge (dict) $values.podAnnotations .root.Values.commonAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "postrider.serviceAccountName" . }}
      {{- include "postrider.podBasics" .root | nindent 6 }}
      # The time to leave load balancers, the time to drain, and 15 s for the process to end by itself.
      terminationGracePeriodSeconds: {{ add $values.drain.preStopSeconds $values.drain.seconds 15 }}
      {{- include "postrider.placement" . | trim | nindent 6 }}
      containers:
        - name: {{ .component }}
          image: {{ include "postrider.image" (dict "root" .root "image" $values.image) | quote }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          args: [--config, /etc/postrider/service.conf]
          securityContext:
            {{- include "postrider.containerSecurity" . | nindent 12 }}
          {{- if or $values.javaOptions $values.extraEnv }}
          env:
            {{- with $values.javaOptions }}
            - {name: JAVA_TOOL_OPTIONS, value: {{ . | quote }}}
            {{- end }}
            {{- with $values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          {{- end }}
          ports:
            - {name: management, containerPort: 9600, protocol: TCP}
            {{- range $ports }}
            - {name: {{ .name }}, containerPort: {{ .port }}, protocol: TCP}
            {{- end }}
          startupProbe:
            httpGet: {path: /startupz, port: management}
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /livez, port: management}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: {path: /readyz, port: management}
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
          {{- if $values.drain.preStopSeconds }}
          lifecycle:
            preStop:
              # The kubelet sleeps: the image has no shell. The process, still ready, serves those that load balancers go on sending.
              sleep:
                seconds: {{ int $values.drain.preStopSeconds }}
          {{- end }}
          resources:
            {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            {{- include "postrider.volumeMounts" . | nindent 12 }}
      volumes:
        {{- include "postrider.volumes" . | nindent 8 }}
{{- end }}

{{- /* Where pods may stand. */}}
{{- define "postrider.placement" -}}
{{- $selector := include "postrider.selector" . | fromYaml }}
{{- $affinity := .values.affinity }}
{{- if ne .values.antiAffinity "none" }}
{{- $term := dict "topologyKey" "kubernetes.io/hostname" "labelSelector" (dict "matchLabels" $selector) }}
{{- $anti := dict }}
{{- if eq .values.antiAffinity "hard" }}
{{- $anti = dict "requiredDuringSchedulingIgnoredDuringExecution" (list $term) }}
{{- else }}
{{- $anti = dict "preferredDuringSchedulingIgnoredDuringExecution" (list (dict "weight" 100 "podAffinityTerm" $term)) }}
{{- end }}
{{- $affinity = merge (dict "podAntiAffinity" $anti) $affinity }}
{{- end }}
{{- with $affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
{{- with .values.topologySpreadConstraints }}
  {{- toYaml . | nindent 2 }}
{{- else }}
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- toYaml $selector | nindent 8 }}
    # Pods of the version before do not count.
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}
