{{/*
The Deployment of one service. Argument: dict root, service, tensors (true: reads base models, may use an accelerator).
*/}}
{{- define "tacit.deployment" -}}
{{- $root := .root -}}
{{- $values := index $root.Values .service -}}
{{- $name := include "tacit.serviceName" . -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "tacit.serviceLabels" . | nindent 4 }}
spec:
  # One replica: jobs live in an SQLite file that one process may own. Recreate: the old pod must have let go of the
  # file and of its ReadWriteOnce volume before the new one opens them.
  replicas: 1
  strategy:
    type: Recreate
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      {{- include "tacit.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "tacit.serviceLabels" . | nindent 8 }}
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/config: {{ include "tacit.config" . | sha256sum }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "tacit.serviceAccountName" . }}
      automountServiceAccountToken: false
      # Variables such as TACIT_INGEST_PORT would reach the services, which read TACIT_INGEST__* as options.
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ add (int $values.config.drain_seconds) 15 }}
      securityContext:
        runAsNonRoot: true
        runAsUser: {{ int64 $root.Values.podSecurity.runAsUser }}
        runAsGroup: {{ int64 $root.Values.podSecurity.runAsGroup }}
        fsGroup: {{ int64 $root.Values.podSecurity.fsGroup }}
        fsGroupChangePolicy: OnRootMismatch
        seccompProfile:
          type: RuntimeDefault
      {{- with $root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- if and .tensors $values.gpu.runtimeClassName }}
      runtimeClassName: {{ $values.gpu.runtimeClassName }}
      {{- end }}
      {{- with $values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- include "tacit.affinity" . | nindent 6 }}
      containers:
        - name: {{ .service }}
          image: {{ include "tacit.image" . }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          args:
            - serve
            - --config
            - /etc/tacit/{{ .service }}.toml
          {{- with $values.env }}
          env:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          ports:
            - name: grpc
              containerPort: {{ include "tacit.portOf" $values.config.listen }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
          {{- range $probe := list "startup" "readiness" "liveness" }}
          {{ $probe }}Probe:
            {{- include "tacit.probe" (merge (dict "probe" $probe) $) | nindent 12 }}
          {{- end }}
          resources:
            {{- include "tacit.containerResources" . | nindent 12 }}
          volumeMounts:
            {{- include "tacit.volumeMounts" . | nindent 12 }}
      volumes:
        {{- include "tacit.volumes" . | nindent 8 }}
{{- end -}}

{{/*
One probe. The kubelet speaks plain text and shows no certificate, so with TLS the binary asks itself.
Argument: as tacit.deployment, and probe.
*/}}
{{- define "tacit.probe" -}}
{{- $values := index .root.Values .service -}}
{{- $timing := index $values.probes .probe -}}
{{- if .root.Values.tls.existingSecret -}}
exec:
  command:
    - /opt/tacit/bin/{{ .service }}
    - health
    - --config
    - /etc/tacit/{{ .service }}.toml
    - --ca-file
    - /etc/tacit/tls/ca.crt
    - --domain
    - {{ include "tacit.serviceName" . }}.{{ .root.Release.Namespace }}.svc
{{- else -}}
grpc:
  port: {{ include "tacit.portOf" $values.config.listen }}
{{- end }}
periodSeconds: {{ int $timing.periodSeconds }}
failureThreshold: {{ int $timing.failureThreshold }}
timeoutSeconds: 5
{{- end -}}

{{/* Requests and limits, with the accelerators among the limits. Argument: as tacit.deployment. */}}
{{- define "tacit.containerResources" -}}
{{- $values := index .root.Values .service -}}
{{- $resources := deepCopy $values.resources -}}
{{- if and .tensors (gt (int $values.gpu.count) 0) -}}
{{- $limits := merge (dict $values.gpu.resource (int $values.gpu.count)) ($resources.limits | default dict) -}}
{{- $_ := set $resources "limits" $limits -}}
{{- end -}}
{{- toYaml $resources -}}
{{- end -}}

{{/* A ReadWriteOnce volume serves one node: the pods that share it must meet there. Argument: as tacit.deployment. */}}
{{- define "tacit.affinity" -}}
{{- $values := index .root.Values .service -}}
{{- if $values.affinity -}}
affinity:
  {{- toYaml $values.affinity | nindent 2 }}
{{- else if or (eq .root.Values.artifacts.accessMode "ReadWriteOnce") (and (ne .service "finetune") (eq .root.Values.canaries.accessMode "ReadWriteOnce")) -}}
affinity:
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            app.kubernetes.io/name: {{ .root.Chart.Name }}
            app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}
{{- end -}}

{{- define "tacit.volumeMounts" -}}
{{- $values := index .root.Values .service -}}
- name: config
  mountPath: /etc/tacit/{{ .service }}.toml
  subPath: {{ .service }}.toml
  readOnly: true
- name: token
  mountPath: /etc/tacit/auth
  readOnly: true
{{- if .root.Values.tls.existingSecret }}
- name: tls
  mountPath: /etc/tacit/tls
  readOnly: true
{{- end }}
- name: state
  mountPath: /var/lib/tacit/data
- name: artifacts
  mountPath: /var/lib/tacit/artifacts
{{- if ne .service "finetune" }}
- name: canaries
  mountPath: /var/lib/tacit/canaries
  {{- if eq .service "audit" }}
  readOnly: true
  {{- end }}
{{- end }}
{{- if and .tensors .root.Values.models.existingClaim }}
- name: models
  mountPath: /var/lib/tacit/models
  readOnly: true
{{- end }}
- name: scratch
  mountPath: /tmp
{{- with $values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "tacit.volumes" -}}
{{- $values := index .root.Values .service -}}
- name: config
  configMap:
    name: {{ include "tacit.serviceName" . }}
- name: token
  secret:
    secretName: {{ include "tacit.tokenSecret" .root }}
    # 0440: root and the pod's group.
    defaultMode: 288
    items:
      - key: {{ .root.Values.auth.secretKey }}
        path: token
{{- if .root.Values.tls.existingSecret }}
- name: tls
  secret:
    secretName: {{ .root.Values.tls.existingSecret }}
    defaultMode: 288
{{- end }}
- name: state
  persistentVolumeClaim:
    claimName: {{ include "tacit.stateClaim" . }}
- name: artifacts
  persistentVolumeClaim:
    claimName: {{ include "tacit.artifactsClaim" .root }}
{{- if ne .service "finetune" }}
- name: canaries
  persistentVolumeClaim:
    claimName: {{ include "tacit.canariesClaim" .root }}
{{- end }}
{{- if and .tensors .root.Values.models.existingClaim }}
- name: models
  persistentVolumeClaim:
    claimName: {{ .root.Values.models.existingClaim }}
    readOnly: true
{{- end }}
- name: scratch
  emptyDir:
    sizeLimit: {{ $values.scratch.size }}
{{- with $values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
